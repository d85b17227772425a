"""What is worded becomes calls of the Bot API, by a way around where Telegram does not take the straight one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramRetryAfter
from aiogram.methods import EditMessageText, SendAnimation, SendDocument, SendMediaGroup, SendMessage, SendPhoto
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from hypothesis import given
from hypothesis import strategies as st

from bot.persistence import Persistence, under_way
from bot.plaintext import length, parts, plain, shorten
from bot.transport import Delivered, Parcel, Transport
from desk.model import Picture, PictureKind, Ticket
from handlers.outgoing import Edit, Outgoing, Say, ShowCard, ShowPictures
from tests.bot.sample import GROUP, NoFiles
from tests.bot.test_faults import errand
from tests.support.session import FakeTelegram, Trouble, html_page, refusal, texts

TICKET = errand().briefing.ticket
WITH_CARD = replace(TICKET, card_chat_id=GROUP, card_id=55)
BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Take", callback_data="g:1")]])


@pytest.fixture
def files() -> NoFiles:
    return NoFiles()


@pytest.fixture
def transport(bot: Bot, files: NoFiles) -> Transport:
    return Transport(bot, files)


def parcel(outgoing: Outgoing, ticket: Ticket = TICKET, *, silent: bool = False) -> Parcel:
    return Parcel(1, GROUP, silent, ticket, outgoing)


def pictures(kind: PictureKind, count: int, files: NoFiles) -> list[Picture]:
    def one(number: int) -> Picture:
        path = files.put(b"content", ".png")
        return Picture(number, kind, f"id-{kind}-{number}", f"u{number}", path, "image/png", 7)

    return [one(number) for number in range(count)]


@pytest.mark.parametrize(("silent", "flag"), [(True, True), (False, None)])
async def test_a_message_goes_with_its_buttons_quiet_where_told(
    transport: Transport, telegram: FakeTelegram, silent: bool, flag: bool | None
) -> None:
    delivered = await transport.deliver(parcel(Say("<b>Hi</b>", BUTTONS), silent=silent))
    [call] = telegram.of(SendMessage)
    assert (call.text, call.reply_markup, call.disable_notification) == ("<b>Hi</b>", BUTTONS, flag)
    assert (call.parse_mode, call.reply_parameters) == ("HTML", None)
    assert delivered == Delivered(telegram.message_id_of(call))


async def test_it_answers_the_card_only_where_the_card_is(transport: Transport, telegram: FakeTelegram) -> None:
    for ticket in (TICKET, WITH_CARD, replace(WITH_CARD, card_chat_id=-1)):
        await transport.deliver(parcel(Say("x", to_card=True), ticket))
    none, reply, elsewhere = [call.reply_parameters for call in telegram.of(SendMessage)]
    assert (none, elsewhere) == (None, None)
    assert reply is not None
    assert (reply.message_id, reply.allow_sending_without_reply) == (55, True)


@pytest.mark.parametrize(
    "trouble",
    [
        refusal(400, "Bad Request: can't parse entities: Unsupported start tag"),
        refusal(400, "Bad Request: message thread not found"),
    ],
)
async def test_markup_that_is_not_taken_goes_as_plain_text(
    transport: Transport, telegram: FakeTelegram, trouble: object
) -> None:
    telegram.fail(SendMessage, trouble)  # type: ignore[arg-type]
    await transport.deliver(parcel(Say("<b>A &amp; B</b>", BUTTONS, to_card=True), WITH_CARD))
    [call] = telegram.of(SendMessage)
    assert (call.text, call.parse_mode, call.reply_markup, call.reply_parameters) == ("A & B", None, BUTTONS, None)


async def test_buttons_that_are_not_taken_are_left_out(transport: Transport, telegram: FakeTelegram) -> None:
    telegram.fail(SendMessage, refusal(400, "Bad Request: BUTTON_DATA_INVALID"))
    await transport.deliver(parcel(Say("text", BUTTONS)))
    [call] = telegram.of(SendMessage)
    assert (call.text, call.reply_markup) == ("text", None)


async def test_what_is_too_long_goes_in_parts_with_the_buttons_on_the_last(
    transport: Transport, telegram: FakeTelegram
) -> None:
    long = Say("\n".join("word " * 100 for _ in range(20)), BUTTONS)
    await transport.deliver(parcel(long))
    assert telegram.violations == ["SendMessage: Bad Request: message is too long"]
    telegram.violations.clear()
    calls = telegram.of(SendMessage)
    assert " ".join(texts(calls)).split() == long.text.split()
    assert [call.reply_markup for call in calls] == [None, None, BUTTONS]


async def test_the_card_is_sent_then_edited(transport: Transport, telegram: FakeTelegram) -> None:
    first = await transport.deliver(parcel(ShowCard("card", BUTTONS), silent=True))
    [posted] = telegram.of(SendMessage)
    assert first == Delivered(telegram.message_id_of(posted), (GROUP, telegram.message_id_of(posted)))
    assert posted.disable_notification is True
    assert await transport.deliver(parcel(ShowCard("new", None), WITH_CARD)) == Delivered(55)
    [edited] = telegram.of(EditMessageText)
    assert (edited.message_id, edited.text, edited.reply_markup) == (55, "new", None)


async def test_an_edit_that_changes_nothing_has_succeeded(transport: Transport, telegram: FakeTelegram) -> None:
    telegram.fail(EditMessageText, refusal(400, "Bad Request: message is not modified: the same"))
    assert await transport.deliver(parcel(ShowCard("same", None), WITH_CARD)) == Delivered(55)
    assert telegram.of(SendMessage) == []


async def test_a_card_goes_without_buttons_that_are_not_taken(transport: Transport, telegram: FakeTelegram) -> None:
    telegram.fail(SendMessage, refusal(400, "Bad Request: BUTTON_TYPE_INVALID"))
    await transport.deliver(parcel(ShowCard("card", BUTTONS)))
    assert [call.reply_markup for call in telegram.of(SendMessage)] == [None]


async def test_a_card_that_is_too_long_is_shortened_in_place(transport: Transport, telegram: FakeTelegram) -> None:
    telegram.fail(EditMessageText, refusal(400, "Bad Request: message is too long"))
    await transport.deliver(parcel(ShowCard("<b>" + "y" * 4000 + "</b>", BUTTONS), WITH_CARD))
    [call] = telegram.of(EditMessageText)
    assert (call.text, call.parse_mode, call.reply_markup) == ("y" * 4000, None, BUTTONS)


EDIT = Edit(77, "<b>new</b>", BUTTONS)


async def test_a_message_that_reads_differently_now_is_edited(transport: Transport, telegram: FakeTelegram) -> None:
    assert await transport.deliver(parcel(EDIT)) == Delivered(77)
    [call] = telegram.of(EditMessageText)
    assert (call.message_id, call.text, call.parse_mode, call.reply_markup) == (77, "<b>new</b>", "HTML", BUTTONS)


@pytest.mark.parametrize("reason", ["message is not modified", "message to edit not found", "message can't be edited"])
async def test_an_edit_of_what_is_gone_or_the_same_has_succeeded(
    transport: Transport, telegram: FakeTelegram, reason: str
) -> None:
    telegram.fail(EditMessageText, refusal(400, f"Bad Request: {reason}"))
    assert await transport.deliver(parcel(EDIT)) == Delivered(77)
    assert not telegram.of(SendMessage), "nothing is sent in its place"


@pytest.mark.parametrize(("reason", "buttons"), [("can't parse entities", BUTTONS), ("BUTTON_DATA_INVALID", None)])
async def test_an_edit_that_is_not_taken_goes_as_plain_text(
    transport: Transport, telegram: FakeTelegram, reason: str, buttons: InlineKeyboardMarkup | None
) -> None:
    telegram.fail(EditMessageText, refusal(400, f"Bad Request: {reason}"))
    await transport.deliver(parcel(EDIT))
    [call] = telegram.of(EditMessageText)
    assert (call.text, call.parse_mode, call.reply_markup) == ("new", None, buttons)


async def test_an_edit_that_telegram_puts_off_is_put_off(transport: Transport, telegram: FakeTelegram) -> None:
    telegram.fail(EditMessageText, refusal(429, "Too Many Requests: retry after 7", retry_after=7))
    with pytest.raises(TelegramRetryAfter):
        await transport.deliver(parcel(EDIT))


@pytest.mark.parametrize(
    ("kind", "count", "albums", "singles"),
    [
        (PictureKind.PHOTO, 1, [], 1),
        (PictureKind.PHOTO, 2, [2], 0),
        (PictureKind.PHOTO, 10, [10], 0),
        (PictureKind.PHOTO, 11, [10], 1),
        (PictureKind.DOCUMENT, 3, [3], 0),
        (PictureKind.DOCUMENT, 1, [], 1),
        (PictureKind.ANIMATION, 3, [], 3),
    ],
)
async def test_pictures_go_as_albums_of_one_kind(
    transport: Transport,
    telegram: FakeTelegram,
    files: NoFiles,
    kind: PictureKind,
    count: int,
    albums: Sequence[int],
    singles: int,
) -> None:
    await transport.deliver(parcel(ShowPictures(pictures(kind, count, files), "IPMG-1001"), WITH_CARD))
    sent = telegram.of(SendMediaGroup)
    single: dict[PictureKind, Any] = {
        PictureKind.PHOTO: SendPhoto,
        PictureKind.DOCUMENT: SendDocument,
        PictureKind.ANIMATION: SendAnimation,
    }
    alone: list[Any] = telegram.of(single[kind])
    assert ([len(call.media) for call in sent], len(alone)) == (albums, singles)
    captions = [item.caption for call in sent for item in call.media] + [getattr(call, "caption") for call in alone]  # noqa: B009
    assert captions == ["IPMG-1001"] + [None] * (count - 1)
    assert all(getattr(call, "reply_parameters").message_id == 55 for call in telegram.delivered)  # noqa: B009


async def test_pictures_that_telegram_does_not_know_come_from_the_disk(
    transport: Transport, telegram: FakeTelegram, files: NoFiles
) -> None:
    telegram.fail(SendMediaGroup, refusal(400, "Bad Request: wrong file identifier/HTTP URL specified"))
    await transport.deliver(parcel(ShowPictures(pictures(PictureKind.PHOTO, 2, files), "c")))
    [call] = telegram.of(SendMediaGroup)
    assert [isinstance(item.media, BufferedInputFile) for item in call.media] == [True, True]


async def test_what_telegram_does_not_take_as_a_photo_goes_as_a_file(
    transport: Transport, telegram: FakeTelegram, files: NoFiles
) -> None:
    telegram.fail(SendPhoto, refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), times=2)
    await transport.deliver(parcel(ShowPictures(pictures(PictureKind.PHOTO, 1, files), "c")))
    assert len(telegram.of(SendDocument)) == 1


async def test_a_delivery_of_several_calls_goes_on_where_it_stopped(
    transport: Transport, telegram: FakeTelegram, files: NoFiles
) -> None:
    show = ShowPictures(pictures(PictureKind.PHOTO, 11, files), "c")
    telegram.fail(SendPhoto, refusal(429, "Too Many Requests", retry_after=1))
    with pytest.raises(TelegramRetryAfter):
        await transport.deliver(parcel(show))
    await transport.deliver(parcel(show))
    assert (len(telegram.of(SendMediaGroup)), len(telegram.of(SendPhoto))) == (1, 1)


def unreadable(result: object) -> Trouble:
    """Telegram took the call and answers with what this aiogram cannot read."""

    def raise_it(_bot: Bot, _method: object) -> None:
        raise ClientDecodeError("Failed to deserialize object", ValueError(), {"ok": True, "result": result})

    return raise_it


async def test_an_answer_that_cannot_be_read_is_an_answer(
    transport: Transport, telegram: FakeTelegram, files: NoFiles
) -> None:
    message = {"message_id": 77, "chat": {"kind of chat": "new"}}
    for method in (SendMessage, EditMessageText, SendPhoto):
        telegram.fail(method, unreadable(message), after=True)
    telegram.fail(SendMediaGroup, unreadable([message, message | {"message_id": 78}]), after=True)
    assert await transport.deliver(parcel(Say("Hi"))) == Delivered(77)
    assert await transport.deliver(parcel(ShowCard("card", None), WITH_CARD)) == Delivered(55)
    for count in (1, 2):
        show = ShowPictures(pictures(PictureKind.PHOTO, count, files), "c")
        assert await transport.deliver(parcel(show)) == Delivered(77)
    assert len(telegram.calls) == 4, "nothing is sent twice"


@pytest.mark.parametrize("content", ["<html>502 Bad Gateway</html>", {"ok": False}, {"ok": True, "result": True}, None])
async def test_an_answer_that_names_no_message_is_none(
    transport: Transport, telegram: FakeTelegram, content: object
) -> None:
    def raise_it(_bot: Bot, _method: object) -> None:
        raise ClientDecodeError("Failed", ValueError(), content)

    telegram.fail(SendMessage, raise_it)
    with pytest.raises(ClientDecodeError):
        await transport.deliver(parcel(Say("Hi")))


async def test_an_edit_of_which_nothing_is_known_is_made_again(transport: Transport, telegram: FakeTelegram) -> None:
    telegram.fail(EditMessageText, html_page)
    with pytest.raises(ClientDecodeError):
        await transport.deliver(parcel(ShowCard("card", None), WITH_CARD))


async def test_a_reply_that_was_taken_is_not_made_again(telegram: FakeTelegram, bot: Bot) -> None:
    telegram.middleware(Persistence())
    telegram.fail(SendMessage, unreadable({"message_id": 77}), after=True)
    with under_way(), pytest.raises(ClientDecodeError):
        await bot.send_message(1, "Hi")
    assert len(telegram.calls) == 1


@given(st.text(max_size=300), st.integers(20, 60))
def test_parts_are_short_enough_and_lose_only_white_space(text: str, limit: int) -> None:
    pieces = list(parts(text, limit))
    assert all(0 < length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.text(max_size=100), st.integers(1, 50))
def test_shortening_never_exceeds_the_limit(text: str, limit: int) -> None:
    assert length(shorten(text, limit)) <= limit


def test_plain_text_is_what_a_reader_sees() -> None:
    assert plain('<b>1 &lt; 2</b> <a href="x">link</a> 3 < 4') == "1 < 2 link 3 < 4"
