"""Messages that wait for a supervisor's words for a mailing."""

from dataclasses import replace

from desk.ports import Work
from desk.ports_mailing_prompts import Asked, MailingPrompt
from storage import Store

PROMPT = MailingPrompt(-1001, 77, 3, 502, Asked.TEXT, "uk", 70)


def add(work: Work, *prompts: MailingPrompt) -> None:
    for prompt in prompts:
        work.mailing_prompts.add(prompt)


async def test_a_prompt_is_found_by_its_message_and_taken_once(any_store: Store) -> None:
    await any_store.run(add, PROMPT)
    assert await any_store.read(lambda work: work.mailing_prompts.get(-1001, 77)) == PROMPT
    assert await any_store.run(lambda work: work.mailing_prompts.take(-1001, 77)) == PROMPT
    assert await any_store.run(lambda work: work.mailing_prompts.take(-1001, 77)) is None
    assert await any_store.read(lambda work: work.mailing_prompts.get(-1001, 78)) is None


async def test_the_same_message_waits_for_one_thing(any_store: Store) -> None:
    other = replace(PROMPT, asked=Asked.COMPANY, language="", mailing_id=4, engineer_id=503, wizard_id=71)
    await any_store.run(add, PROMPT, other)
    assert await any_store.read(lambda work: work.mailing_prompts.get(-1001, 77)) == other


async def test_what_waited_for_a_mailing_is_forgotten_with_it(any_store: Store) -> None:
    other = replace(PROMPT, message_id=78, mailing_id=4)
    await any_store.run(add, PROMPT, other)
    await any_store.run(lambda work: work.mailing_prompts.forget(3))
    assert await any_store.read(lambda work: work.mailing_prompts.get(-1001, 77)) is None
    assert await any_store.read(lambda work: work.mailing_prompts.get(-1001, 78)) == other


async def test_a_supergroup_numbers_its_messages_anew_and_nothing_of_the_old_group_waits(any_store: Store) -> None:
    await any_store.run(add, PROMPT)
    await any_store.run(lambda work: work.chats.migrate(-1001, -1002))
    assert await any_store.read(lambda work: work.mailing_prompts.get(-1001, 77)) is None
    assert await any_store.read(lambda work: work.mailing_prompts.get(-1002, 77)) is None
