"""Help articles that match a problem (IPMG 2.2, 5): found by their words, whatever the endings."""

import re

from desk.errors import NoDraftError, UnknownChoiceError
from desk.house import language_of
from desk.model import Language, Sender
from desk.ports import Work
from desk.regulation import Article, Regulation

MOST = 3
"""So many are offered at once."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_SHORTEST_STEM = 4
_LONGEST_ENDING = 3
_FILLERS = (
    "and are but can cannot for from has have how not our the this that was what when where with you your works "
    "work does doesn don please problem hello без был была было все всё вот где для его как мне мой нас нет ничего "
    "она они при про так там тут уже что это этот если есть только пожалуйста проблема здравствуйте добрый день "
    "работает работают або але був була було вже все від для його коли має мене нам нас немає нічого при про так там "
    "тут цей чому ще якщо будь ласка проблема добрий день вітаю працює працюють"
)
_SAY_NOTHING = frozenset(_FILLERS.split())


def matching(regulation: Regulation, problem: str) -> tuple[Article, ...]:
    """Up to MOST articles, the best first: two of the problem's words are among theirs, or the only one it has."""
    spoken = {word for word in _words(problem) if word not in _SAY_NOTHING}
    needed = min(2, len(spoken))
    if not needed:
        return ()
    counted = [(_hits(spoken, article), article) for article in regulation.articles]
    found = [(hits, article) for hits, article in counted if hits >= needed]
    return tuple(article for _, article in sorted(found, key=lambda one: -one[0])[:MOST])


def _hits(spoken: set[str], article: Article) -> int:
    """How many of the problem's words the article has, in whichever of its languages that is most."""
    languages = set(article.words) | set(article.title)
    return max((_among(spoken, article, language) for language in languages), default=0)


def _among(spoken: set[str], article: Article, language: Language) -> int:
    known = _words(f"{article.words.get(language, '')} {article.title.get(language, '')}") - _SAY_NOTHING
    return sum(any(alike(word, other) for other in known) for word in spoken)


def _words(text: str) -> set[str]:
    return {word.replace("ё", "е") for word in _WORD.findall(text.lower().replace("’", "").replace("'", ""))}


def alike(one: str, other: str) -> bool:
    """Whether two words differ in their endings at most (`канал`, `каналы`): they begin the same, for long enough."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    same = next((i for i, char in enumerate(shorter) if char != longer[i]), len(shorter))
    return same >= max(_SHORTEST_STEM, len(longer) - _LONGEST_ENDING)


def helped(work: Work, regulation: Regulation, sender: Sender, draft_id: int, key: str) -> Language:
    """The article settled it: it is counted, and the form closed without a request.

    NoDraftError: there is no such form any more. UnknownChoiceError: no such article (buttons can be forged).
    """
    article = _article(regulation, key)
    person = work.people.meet(sender)
    draft = work.drafts.of(sender.id)
    if draft is None or draft.id != draft_id:
        raise NoDraftError
    work.article_counts.count(article.key, helped=True)
    work.drafts.delete(draft.id)
    return language_of(regulation, person)


def not_helped(work: Work, regulation: Regulation, sender: Sender, draft_id: int) -> None:
    """None of those that were offered was it; the form goes on."""
    draft = work.drafts.of(sender.id)
    if draft is not None and draft.id == draft_id:
        for article in matching(regulation, draft.answers.problem or ""):
            work.article_counts.count(article.key, helped=False)


def _article(regulation: Regulation, key: str) -> Article:
    try:
        return regulation.article(key)
    except KeyError:
        raise UnknownChoiceError(key) from None
