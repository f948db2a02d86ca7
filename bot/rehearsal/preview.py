"""Reads digests back from a folder, as `lien digest preview` prints them."""

from __future__ import annotations

from pathlib import Path

from bot.digest.ports import Digest
from bot.digest.service import DigestService
from bot.drawing import draw
from bot.errors import OperatorError
from bot.scheduling import own_moment
from bot.storage.engine import Database
from bot.storage.pictures import SqlPictures
from bot.storage.unit_of_work import UnitsOfWork
from bot.texts import Texts


async def previewed(
    folder: Path, *, unit: str | None, week: int | None, picture: Path | None
) -> list[str]:
    """Return the texts of the digests asked for, and write a chart if a file is named.

    Raises:
        OperatorError: there is no database, no such digest, or the file cannot be written.
    """
    database = Database(f"sqlite:///{_database_file(folder)}")
    try:
        async with UnitsOfWork(database)() as uow:
            everything = await uow.digests.everything()
        chosen = _chosen(everything, unit, week)
        if picture:
            _write(picture, await _drawn(database, chosen[0]))
    finally:
        await database.close()
    return [digest.text for digest in chosen]


def _database_file(folder: Path) -> Path:
    file = folder / "lien.db"
    if not file.is_file():
        raise OperatorError(f"there is no lien.db in {folder}; name a folder of `lien simulate`")
    return file


def _chosen(everything: tuple[Digest, ...], unit: str | None, week: int | None) -> list[Digest]:
    week = week or max((digest.week for digest in everything), default=0)
    about = [
        digest
        for digest in everything
        if digest.week == week and (unit is None or unit in (digest.unit, *digest.record.cell))
    ]
    if not about:
        raise OperatorError(f"nothing was published about {unit or 'any unit'} in week {week}")
    return about


def _write(file: Path, picture: bytes) -> None:
    try:
        file.write_bytes(picture)
    except OSError as error:
        raise OperatorError(f"cannot write {file}: {error.strerror}") from error


async def _drawn(database: Database, digest: Digest) -> bytes:
    questionnaire = Texts.packaged().questionnaire
    digests = DigestService(
        unit_of_work=UnitsOfWork(database),
        draw=draw,
        pictures=SqlPictures(database),
        own_moment=own_moment,
        question=lambda name, language: questionnaire.question(name, language).label,
    )
    drawn = await digests.read(digest.picture) if digest.picture else None
    if drawn is None:
        raise OperatorError("this digest has no chart: nothing was published yet")
    return drawn
