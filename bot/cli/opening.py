"""`lien next-open`: when a message may next reach somebody."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click

from bot.errors import OperatorError


@click.command("next-open")
@click.option("--hours", required=True, help="Weekly hours, in French or English.")
@click.option("--zone", required=True, help="Time zone of the person, an IANA name.")
@click.option(
    "--region",
    help="Number of a French department, for the public holidays of its own: 57, 67 and 68 have "
    "Alsace-Moselle's, 974 La Réunion's, 75 none.",
)
@click.option(
    "--at", required=True, metavar="ISO", help="Instant; without an offset, local time in the zone."
)
@click.option(
    "--absence",
    "absences",
    multiple=True,
    metavar="FROM/TO",
    help="Days away, both included; '..' as TO has no end. Can be repeated.",
)
def next_open(
    hours: str, zone: str, region: str | None, at: str, absences: tuple[str, ...]
) -> None:
    """Print when a message may next reach someone, in their zone.

    That is the instant itself when they are at work. Exit code 1 means never: nothing is open
    within two years.

    \b
    Examples:
      lien next-open --hours "lun-ven 8h30-17h30" --zone Europe/Paris --at 2026-07-13T21:40
      lien next-open --hours "mon-tue thu-fri 9:00-12:00 13:00-17:30" --zone Europe/Paris \\
        --region 67 --at 2026-12-24T18:00+01:00 --absence 2026-12-28/2027-01-03
      lien next-open --hours "lun-jeu 22h-6h" --zone Indian/Reunion --region 974 \\
        --at 2026-12-20T12:00Z
    """  # noqa: D301 - click wants the control character itself
    from bot.people.absence import parse_absence  # noqa: PLC0415 - this command alone needs these
    from bot.people.hours import parse_hours  # noqa: PLC0415
    from bot.people.zone import parse_zone  # noqa: PLC0415
    from bot.quiethours import model  # noqa: PLC0415
    from bot.quiethours.calendar import public_holidays  # noqa: PLC0415

    schedule = model.Schedule(
        hours=parse_hours(hours),
        zone=parse_zone(zone),
        closed=public_holidays(region),
        absences=tuple(parse_absence(absence) for absence in absences),
    )
    opening = model.next_open(schedule, _instant(at, schedule.zone))
    if opening is None:
        raise click.ClickException(f"Nothing is open within two years of {at}.")
    click.echo(opening.astimezone(ZoneInfo(schedule.zone)).isoformat())


def _instant(text: str, zone: str) -> datetime:
    """Read an ISO time, in years whose public holidays and clock changes are known."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        message = f'Cannot read the time "{text}"; write it like 2026-12-24T21:40+01:00.'
        raise OperatorError(message) from error
    if not 1970 <= instant.year <= 2097:  # noqa: PLR2004 - `holidays` ends in 2100
        message = f'Cannot search from "{text}"; the years 1970 to 2097 are known.'
        raise OperatorError(message)
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))
