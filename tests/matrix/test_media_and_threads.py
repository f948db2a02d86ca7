"""Pictures and files as encrypted attachments, threads, and what the homeserver sees of them."""

from __future__ import annotations

from collections.abc import Sequence

from nio import DownloadResponse
from nio.crypto import decrypt_attachment

from bot.adapters.matrix.events import Act, Hand, Show
from bot.chat.ids import ChannelId
from bot.chat.outgoing import InChannel, Message, Paragraph, Picture, Private
from bot.chat.ports import Delivery
from bot.i18n.text import plain
from tests.contracts.chat_port import READER, delivery
from tests.homeserver import NAME
from tests.matrix.cast import Arrive
from tests.matrix.person import Person
from tests.matrix.stage import Stage, account

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (360).to_bytes(4, "big")
) + b"\x08\x02\x00\x00\x00" * 40


def with_chart(person: Person, name: str = "bilan") -> Delivery:
    parts = (Paragraph(plain("Le bilan.")), Picture(name, plain("Charge : en hausse.")))
    return Delivery(
        key="1", to=Private(account(person.user)), message=Message(parts), reader=READER, kind="t"
    )


async def opened(person: Person, file: dict[str, object]) -> bytes:
    got = await person.client.download(str(file["url"]))
    assert isinstance(got, DownloadResponse), got
    key, hashes = file["key"], file["hashes"]
    assert isinstance(key, dict)
    assert isinstance(hashes, dict)
    plain_bytes: bytes = decrypt_attachment(got.body, key["k"], hashes["sha256"], str(file["iv"]))
    return plain_bytes


async def test_a_chart_is_an_encrypted_image_that_says_the_same_in_words(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    stage.around.pngs["bilan"] = PNG
    sent = await stage.device.chat.send(with_chart(lea))
    await lea.until(lambda: len(lea.heard(sent.place, stage.user)) == 2)

    image = lea.events[sent.place][-1]["content"]
    assert (image["msgtype"], image["body"]) == ("m.image", "Charge : en hausse.")
    assert (image["info"]["w"], image["info"]["h"]) == (640, 360)
    assert "url" not in image
    assert await opened(lea, image["file"]) == PNG
    media = [p for p in (stage.server.folder / "media").rglob("*") if p.is_file()]
    assert not any(b"PNG" in path.read_bytes()[:8] for path in media)


async def test_a_chart_that_is_gone_is_said_in_words(stage: Stage, arrive: Arrive) -> None:
    lea = await arrive("lea")
    sent = await stage.device.chat.send(with_chart(lea))

    await lea.until(lambda: "Charge : en hausse." in lea.heard(sent.place, stage.user))


async def test_a_file_is_handed_over_encrypted_in_the_direct_room(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    stage.echo.answer = hand_over
    sent = await stage.device.chat.send(delivery("1", Private(account(lea.user)), "bonjour"))
    await lea.until(lambda: bool(lea.heard(sent.place, stage.user)))
    await lea.say(sent.place, "!lien transparence")
    await lea.until(lambda: "tout.csv" in lea.heard(sent.place, stage.user))

    file = lea.events[sent.place][-1]["content"]
    assert (file["msgtype"], file["info"]["mimetype"]) == ("m.file", "text/csv")
    assert await opened(lea, file["file"]) == b"a;b\n"


def hand_over(_body: str) -> Sequence[Act]:
    return (Hand(filename="tout.csv", media_type="text/csv", content=b"a;b\n"),)


async def test_a_thread_hangs_under_its_message_for_those_who_cannot_read_it_too(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    room = await lea.make_team(stage.user)
    await stage.until_in(room)
    team = ChannelId("matrix", NAME, room)
    first = await stage.device.chat.send(delivery("1", InChannel(team), "le bilan"))
    second = await stage.device.chat.send(delivery("2", InChannel(team, thread=first), "la suite"))
    await lea.until_read(room, {first.message, second.message})

    raw = next(e for e in await stage.sent_in(room) if e["event_id"] == second.message)
    assert raw["type"] == "m.room.encrypted"
    assert raw["content"]["m.relates_to"]["rel_type"] == "m.thread"
    assert raw["content"]["m.relates_to"]["event_id"] == first.message


async def test_a_picture_in_a_thread_keeps_its_place(stage: Stage, arrive: Arrive) -> None:
    lea = await arrive("lea")
    stage.around.pngs["bilan"] = PNG
    sent = await stage.device.chat.send(delivery("1", Private(account(lea.user)), "le bilan"))
    act = Show(name="bilan", alt="Charge : en hausse.", thread=sent.message)
    room = await stage.line.book.private(lea.user)
    (event,) = await stage.line.hands.do([act], room, "2")
    await lea.until_read(sent.place, {event})

    assert lea.events[sent.place][-1]["content"]["m.relates_to"]["event_id"] == sent.message
