"""What people type for each kind of argument in a small department: right, and wrong."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.admin.arguments import Argument, Kind
from bot.admin.model import Command
from bot.sharing.receipts import code_of

RIGHT: dict[Kind, tuple[str, ...]] = {
    Kind.MOMENT: ("jeudi 9h30", "lundi 16h", "Tuesday 10:00", "tous les mardis 10:00"),
    Kind.WHEN: ("[demain 9h]", "[jeudi 14h]"),
    Kind.DAY: ("jusqu'au 15 décembre", "2026-02-03", "demain"),
    Kind.DAYS: ("du 2 mars au 6 mars", "la semaine prochaine", "2026-03-02/2026-03-06"),
    Kind.TIME: ("14h", "9:30"),
    Kind.DAYS_OFF: ("le mercredi", "friday afternoon", "un mercredi sur deux"),
    Kind.HOURS: ("lun-ven 8h30-12h 13h30-17h", "mon-thu 9:00-17:00"),
    Kind.PERSON: ("@Prénom13", "@local/test/t1p4"),
    Kind.WHOM: ("@Prénom13", "@local/test/t1p4"),
    Kind.TEAM: ("Équipe 1", "equipe 1"),
    Kind.CHANNEL: ("#autre", "#local/test/autre"),
    Kind.REGION: ("67", "974"),
    Kind.NUMBER: ("7",),
    Kind.CODE: (code_of(bytes(10)),),
    Kind.LINE: ("Médecine préventive : poste 45 21",),
    Kind.TEXT: ("Enfance Nord", "visio"),
}
WRONG: dict[Kind, tuple[str, ...]] = {
    Kind.MOMENT: ("jeudi 25h", "bientôt"),
    Kind.DAY: ("jusqu'au 31/02",),
    Kind.DAYS: ("31/02",),
    Kind.TIME: ("25h", "dans la soirée"),
    Kind.DAYS_OFF: ("jamais", "pendant les vacances"),
    Kind.HOURS: ("lun-ven 30h-40h", "toujours"),
    Kind.PERSON: ("quelqu'un",),
    Kind.TEAM: ("Équipe 99",),
    Kind.REGION: ("999", "Alsace"),
    Kind.NUMBER: ("99999", "beaucoup", "²"),
    Kind.CODE: ("7K3M",),
    Kind.CHOICE: ("peut-être",),
    Kind.LINE: ("sans deux-points",),
}


BY_NAME = {"for_team": ("pour Équipe 1",), "parent": ("dans Département",)}


def right(argument: Argument) -> tuple[str, ...]:
    """Return what can be typed for an argument."""
    return argument.choices or BY_NAME.get(argument.name) or RIGHT[argument.kind]


def typed(command: Command) -> st.SearchStrategy[str]:
    """Give words behind a command: each argument right, wrong, missing or out of place."""
    each = [
        st.sampled_from([*right(one), *WRONG.get(one.kind, ()), "", "{n}", "x" * 5_000])
        for one in command.arguments
    ]
    in_order = st.tuples(*each).map(" ".join) if each else st.just("")
    out_of_order = st.permutations(each).flatmap(lambda some: st.tuples(*some)).map(" ".join)
    return st.one_of(in_order, out_of_order)
