"""A supervisor writes a mailing in the chat: one message, edited in place, and what is typed in reply."""

from datetime import timedelta

import pytest
from aiogram.methods import DeleteMessage, EditMessageText, GetChatMember, SendMessage, SetMessageReaction
from aiogram.types import ForceReply

from desk import mailings
from desk.model import Language
from desk.ports_mailings import Audience, AudienceKind, MailingState
from handlers.group.mailings.callbacks import Move, WizardPress
from handlers.group.members import Standing
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, STRANGER, Desk, button, labels, serve
from tests.handlers.group.mailing import TARAS, Writer, clients, complete
from tests.handlers.group.test_prompts import ANONYMOUS
from tests.support.session import refusal
from tests.support.updates import private

both = pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)


@pytest.fixture
async def writer(desk: Desk) -> Writer:
    """Olena at a new draft, with two clients."""
    await clients(desk)
    writer = Writer(desk)
    await writer.command()
    return writer


@both
async def test_a_mailing_is_written_previewed_and_sent_from_one_message(desk: Desk) -> None:
    await clients(desk)
    writer = Writer(desk)
    await writer.command()
    place = writer.place
    assert "Set the window" in writer.page
    assert "2 people" in writer.page
    assert "📣 Send" not in labels(writer.markup)
    await writer.write("🕑 Window", "tomorrow 02:00-06:00")
    assert "tomorrow at 02:00 – 06:00" in writer.page
    assert "EN: Tue 24 Nov, 02:00–06:00" in writer.page, "as clients will read it"
    assert "RU: вт 24 нояб., 02:00–06:00" in writer.page
    assert [type(call) for call in desk.sent] == [SetMessageReaction, DeleteMessage, EditMessageText]
    topic = desk.rig.house.regulation.topics[0]
    await writer.press("🧩 Services")
    await writer.press(topic.name[Language.EN])
    assert f"✓ {topic.name[Language.EN]}" in labels(writer.markup)
    await writer.press("‹ Back")
    assert topic.name[Language.EN] in writer.page
    await writer.write("✍️ Text", "Short breaks & more.", then="English")
    assert "📣 Send" in labels(writer.markup)
    assert writer.place == place, "one message from the beginning to the end"
    await writer.press("📣 Send")
    assert "Send it now to 2 people (all clients)?" in writer.page
    assert await writer.press("📣 Yes, send it to 2 people") == "Sent. Its progress is shown here in the group."
    assert "Sent by Олена Коваль to: all clients — 2 people" in writer.page
    assert writer.markup is None
    mailing = (await desk.rig.store.read(mailings.recent, 1))[0]
    assert mailing.state is MailingState.RUNNING
    assert mailing.services == (topic.key,)


@pytest.mark.parametrize("command", ["/mailing", "/mailings"])
async def test_nobody_but_a_supervisor_is_shown_anything(desk: Desk, command: str) -> None:
    await clients(desk)
    for user, why in ((ANDRIY, "Only supervisors"), (STRANGER, "Only supervisors")):
        assert why in said(await Writer(desk, user).command(command))
    update = desk.rig.updates.text(ANONYMOUS, command, chat=HERE, sender_chat=HERE)
    assert "Remain anonymous" in said(await desk.rig.feed(update))
    assert await desk.rig.store.read(mailings.recent, 9) == []


async def test_telegram_that_does_not_say_who_is_a_supervisor_is_asked_again(desk: Desk) -> None:
    desk.rig.telegram.fail(GetChatMember, refusal(500, "Internal Server Error"), times=None)
    assert "could not tell" in said(await Writer(desk).command())


@pytest.mark.parametrize("user", [ANDRIY, STRANGER])
@pytest.mark.parametrize("move", Move)
async def test_every_press_of_somebody_else_is_refused(
    desk: Desk, writer: Writer, user: dict[str, object], move: Move
) -> None:
    draft = await complete(desk)
    data = WizardPress(mailing=draft.id, move=move, value="en").pack()
    assert (await writer.press_data(data, who=user)).startswith("Only ")
    assert await writer.draft() == draft


@pytest.mark.parametrize("move", [one for one in Move if one is not Move.CLOSE])
async def test_another_supervisor_is_told_whose_draft_it_is(desk: Desk, writer: Writer, move: Move) -> None:
    draft = await complete(desk)
    answer = await writer.press_data(WizardPress(mailing=draft.id, move=move, value="en").pack(), who=TARAS)
    assert answer == "Олена Коваль is writing this mailing. For one of your own: /mailing"
    assert await writer.draft() == draft


@pytest.mark.parametrize(
    "forged",
    [
        "gw:1:text:xx",
        "gw:1:text:",
        "gw:1:name:nonsense",
        "gw:1:topic:nonsense",
        "gw:1:topic:",
        "gw:1:language:xx",
        "gw:1:all:x",
        "gw:1:drop:xx",
        "gw:1:preview:xx",
        "gw:1:surely:",
        "gw:99:show:",
        "gw:1:explode:",
        "gw:x",
        "gw:1:name:" + "x" * 25,
        "gw:-1:show:",
    ],
)
async def test_forged_presses_are_answered_and_change_nothing(desk: Desk, writer: Writer, forged: str) -> None:
    before = await writer.draft()
    assert await writer.press_data(forged)
    assert await writer.draft() == before


async def test_a_press_forged_in_a_private_chat_changes_nothing(desk: Desk, writer: Writer) -> None:
    draft = await complete(desk)
    data = WizardPress(mailing=draft.id, move=Move.SURELY).pack()
    assert "only in the engineers' group" in await desk.press(OLENA, data, chat=private(OLENA))
    assert await writer.draft() == draft


async def test_a_draft_survives_a_restart_and_is_found_again(desk: Desk, writer: Writer) -> None:
    await writer.write("🕑 Window", "tomorrow 02:00-06:00")
    await writer.press("✍️ Text")
    await writer.press("English")
    writer.desk = serve(desk.rig)
    await writer.reply("Short breaks.")
    assert (await writer.draft()).texts == {Language.EN: "Short breaks."}
    await writer.command()
    assert "tomorrow at 02:00" in writer.page


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("soon", "cannot be read as a window"),
        ("02:00-06:00", "The day is missing"),
        ("31.02 02:00-06:00", "no such day"),
        ("tomorrow 02:99-06:00", "no such time"),
        ("tomorrow 02:00-02:00", "end before it begins"),
        ("today 00:00-00:05", "has passed already"),
        ("tomorrow 02:00 - 24.12 02:00", "more than 14 days"),
        ("25.11.2030 02:00-06:00", "more than 366 days away"),
    ],
)
async def test_a_window_that_is_none_is_refused_with_an_example_and_asked_again(
    desk: Desk, writer: Writer, typed: str, why: str
) -> None:
    refused = await writer.write("🕑 Window", typed)
    assert why in refused
    assert "<code>24.11 02:00-06:00</code>" in refused
    assert (await writer.draft()).window_start is None
    assert await writer.reply("tomorrow 02:00-06:00") == ""
    assert (await writer.draft()).window_start is not None


async def test_a_long_text_is_refused_with_its_length(writer: Writer) -> None:
    await writer.write("✍️ Text", "x" * 2501, then="English")
    refused = await writer.reply("😀" * 2000)
    assert "1500 characters too long" in refused
    assert "it has 4000, the most is 2500" in refused
    assert not (await writer.draft()).texts
    await writer.reply("x" * 2500)
    assert (await writer.draft()).texts


async def test_only_words_of_a_supervisor_whose_draft_it_is_are_taken(desk: Desk, writer: Writer) -> None:
    await writer.press("✍️ Text")
    await writer.press("English")
    assert "Only supervisors" in await writer.reply("Breaks.", who=ANDRIY)
    assert "Only members" in await writer.reply("Breaks.", who=STRANGER)
    assert "Олена Коваль is writing" in await writer.reply("Breaks.", who=TARAS)
    assert "Remain anonymous" in await writer.reply("Breaks.", who=ANONYMOUS, sender_chat=HERE)
    assert "text only" in await writer.reply(None, dice={"emoji": "🎲", "value": 3})
    assert not (await writer.draft()).texts
    assert await writer.reply("Breaks.") == ""
    assert (await writer.draft()).texts
    assert "no longer needs a reply" in await writer.reply("Once more.")
    assert (await writer.draft()).texts == {Language.EN: "Breaks."}


async def test_the_reply_is_opened_for_the_supervisor_alone(desk: Desk, writer: Writer) -> None:
    assert await writer.press("🕑 Window") == "Write it in reply to the message below."
    (prompt,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    assert isinstance(prompt.reply_markup, ForceReply)
    assert prompt.reply_markup.selective
    assert f'<a href="tg://user?id={OLENA["id"]}">' in prompt.text
    assert prompt.reply_parameters is not None
    assert prompt.reply_parameters.message_id == writer.place


async def test_a_draft_whose_message_is_gone_is_shown_in_a_new_one(desk: Desk, writer: Writer) -> None:
    await writer.press("🕑 Window")
    desk.rig.telegram.fail(EditMessageText, refusal(400, "Bad Request: message to edit not found"))
    was = writer.place
    await writer.reply("tomorrow 02:00-06:00")
    assert writer.place != was
    assert "tomorrow at 02:00" in writer.page
    await writer.press("🧩 Services")


async def test_texts_are_written_in_each_language_and_taken_out(writer: Writer) -> None:
    await writer.write("✍️ Text", "Short breaks.", then="English")
    await writer.write("✍️ Text", "Короткі перерви.", then="Українська")
    assert "no text of its own: Русский (gets: " in writer.page
    await writer.press("✍️ Text")
    assert "Короткі перерви." in writer.page
    for _times in range(2):
        await writer.press_data(WizardPress(mailing=(await writer.draft()).id, move=Move.DROP, value="en").pack())
    assert (await writer.draft()).texts == {Language.UK: "Короткі перерви."}


async def test_the_audience_is_chosen_with_how_many_it_is(desk: Desk, writer: Writer) -> None:
    async def chosen() -> tuple[Audience, str]:
        return (await writer.draft()).audience, writer.page

    await writer.press("👥 To whom")
    assert "✓ All clients" in labels(writer.markup)
    await writer.press("By language")
    await writer.press("Українська")
    audience, page = await chosen()
    assert audience == Audience(AudienceKind.LANGUAGE, "uk")
    assert "clients whose language is Українська — 1 person" in page
    await writer.press("By topic of requests")
    topic = desk.rig.house.regulation.topics[1]
    await writer.press(topic.name[Language.EN])
    audience, page = await chosen()
    assert audience == Audience(AudienceKind.TOPIC, topic.key)
    assert "0 people" in page
    await writer.press("‹ Back")
    assert "Nobody would get it" in writer.page
    await writer.press("👥 To whom")
    await writer.press("All clients")
    assert "all clients — 2 people" in writer.page


async def test_a_company_is_typed_and_the_names_there_are_are_shown(desk: Desk, writer: Writer) -> None:
    await writer.press("👥 To whom")
    await writer.press("A company")
    assert "<code>Films &amp; Co &lt;Ltd&gt;</code> — 1 person" in await writer.reply("Beta")
    assert "Several companies" in await writer.reply("l")
    assert await writer.reply("films") == ""
    assert (await writer.draft()).audience == Audience(AudienceKind.COMPANY, "Films & Co <Ltd>")
    assert "the company Films &amp; Co &lt;Ltd&gt; — 1 person" in writer.page


async def test_it_starts_at_once_or_at_a_time_that_is_typed(desk: Desk, writer: Writer) -> None:
    await writer.press("⏰ When")
    await writer.press("At a time")
    assert "cannot be read as a day and a time" in await writer.reply("soon")
    assert "has passed" in await writer.reply("today 00:01")
    assert await writer.reply("tomorrow 09:00") == ""
    assert "tomorrow at 09:00 (Kyiv time)" in writer.page
    await writer.press("⏰ When")
    await writer.press("At once")
    assert (await writer.draft()).at is None


async def test_a_mailing_for_later_says_when_before_it_is_sent(desk: Desk, writer: Writer) -> None:
    await complete(desk)
    await writer.command()
    await writer.write("⏰ When", "tomorrow 09:00", then="At a time")
    await writer.press("📣 Send")
    assert "Send it to 2 people (all clients) tomorrow at 09:00 (Kyiv time)?" in writer.page
    await writer.press("📣 Yes")
    assert (await desk.rig.store.read(mailings.recent, 1))[0].state is MailingState.SCHEDULED
    assert "Start: tomorrow at 09:00" in writer.page


async def test_a_time_that_passes_while_the_draft_is_written_means_at_once(desk: Desk, writer: Writer) -> None:
    await complete(desk)
    await writer.command()
    await writer.write("⏰ When", "today 18:00", then="At a time")
    desk.rig.clock.pass_(timedelta(hours=8))
    await writer.press("📣 Send")
    assert "Send it now to 2 people (all clients)?" in writer.page
    await writer.press("📣 Yes")
    assert (await desk.rig.store.read(mailings.recent, 1))[0].state is MailingState.RUNNING


async def test_two_presses_make_one_mailing_and_the_message_says_what_became_of_it(desk: Desk, writer: Writer) -> None:
    await complete(desk)
    await writer.command()
    await writer.press("📣 Send")
    send = button(writer.markup, "📣 Yes")
    rig = desk.rig
    await rig.together(*(rig.updates.press(OLENA, send, message_id=writer.place, chat=HERE) for _times in range(3)))
    assert len(await rig.store.read(mailings.recent, 9)) == 1
    answer = await writer.press_data(send)
    assert "on its way already" in answer
    assert "Sent by Олена Коваль" in writer.page
    assert writer.markup is None


async def test_send_with_something_missing_shows_the_draft_again(desk: Desk, writer: Writer) -> None:
    draft = await complete(desk)
    await writer.command()
    await writer.press("📣 Send")
    desk.rig.clock.pass_(timedelta(days=5))
    assert "The window has passed" in await writer.press("📣 Yes")
    await writer.press_data(WizardPress(mailing=draft.id, move=Move.SEND).pack())
    assert "The window has passed" in writer.page
    assert (await writer.draft()).state is MailingState.DRAFT


async def test_a_draft_is_discarded_after_a_question(desk: Desk, writer: Writer) -> None:
    first = await writer.draft()
    await writer.press("🗑 Discard")
    await writer.press("‹ Back")
    assert "Set the window" in writer.page
    old = button(writer.markup, "🕑 Window")
    await writer.press("🗑 Discard")
    await writer.press("🗑 Yes")
    assert "was thrown away" in writer.page
    assert writer.markup is None
    assert "thrown away" in await writer.press_data(old)
    await writer.command()
    assert (await writer.draft()).id != first.id or (await writer.draft()).version == 1


async def test_the_preview_is_what_clients_of_a_language_get_and_says_who_falls_back(
    desk: Desk, writer: Writer
) -> None:
    await complete(desk)
    await writer.command()
    wizard = writer.place
    await writer.press("👁 Preview")
    assert writer.place != wizard
    assert writer.page == (
        "<b>🛠 Planned maintenance</b>\n\nTime: <b>Wed 25 Nov, 02:00–06:00 (Kyiv time)</b>\n\n"
        "Short &lt;b&gt;breaks&lt;/b&gt; &amp; more."
    )
    assert labels(writer.markup) == ["UK ≠", "RU ≠", "✓ EN", "✖️ Close the preview"]
    answer = await writer.press("UK")
    assert answer == "There is no text in this language: its clients get the default one, English."
    assert "Short &lt;b&gt;" in writer.page
    await writer.press("✖️ Close")
    assert isinstance(desk.sent[0], DeleteMessage)


async def test_a_preview_without_a_text_says_what_is_missing(desk: Desk, writer: Writer) -> None:
    draft = await writer.draft()
    data = WizardPress(mailing=draft.id, move=Move.PREVIEW).pack()
    assert "Write the text" in await writer.press_data(data)


async def test_a_member_who_becomes_one_in_the_middle_is_no_supervisor_any_more(desk: Desk, writer: Writer) -> None:
    desk.members.learn(OLENA["id"], member=True, admin=False)
    assert await desk.members.authority(desk.rig.bot, OLENA["id"]) is Standing.MEMBER
    assert "Only supervisors" in await writer.press("🧩 Services")


async def test_a_reply_to_what_was_asked_for_a_draft_that_is_gone_is_answered(desk: Desk, writer: Writer) -> None:
    await writer.press("🕑 Window")
    await writer.press("🗑 Discard")
    await writer.press("🗑 Yes")
    assert "no longer needs a reply" in await writer.reply("tomorrow 02:00-06:00")
    await complete(desk)
    await writer.command()
    await writer.press("🕑 Window")
    await writer.press("📣 Send")
    await writer.press("📣 Yes")
    assert "on its way already" in await writer.reply("tomorrow 02:00-06:00")


async def test_cancel_gives_up_what_a_draft_is_asked_for_and_no_command_becomes_its_text(
    writer: Writer,
) -> None:
    await writer.command()
    await writer.press("✍️ Text")
    await writer.press("English")
    assert "looks like a command" in await writer.reply("/whatever")
    assert "Cancelled" in await writer.reply("/cancel@frontdesk_bot")
    assert "no longer needs a reply" in await writer.reply("Short breaks")
    assert not (await writer.draft()).texts
