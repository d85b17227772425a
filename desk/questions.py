"""Whether a client just asks when (IPMG 3.2: asking does not speed things up, so it is answered at once)."""

import re

_LONGEST = 80
"""Characters: what is longer says more than that, and the engineers answer it."""

_WHEN = re.compile(
    r"\b(когда|коли|when|скоро|как скоро|сколько( ещ[её])?( мне| нам)? (ждать|жда[тл]\w*|времени)|долго( ещ[её])?|"
    r"скільки( ще)?( мені| нам)? (чекати|часу)|чи довго|довго( ще)?|невдовзі|how (long|soon|much longer)|"
    r"any (news|updates?)|eta|is it (ready|done|fixed)|что (там )?(слышно|нового)|есть новости|какие новости|"
    r"що (там )?(чути|нового)|є новини|які новини|какой статус|який статус|what('s| is) the status|статус|"
    r"ну (что|как)( там)?|ну (що|як)( там)?)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\b(здравствуйте|добрый (день|вечер)|доброе утро|привет|пожалуйста|скажите|подскажите|добрий (день|вечір)|"
    r"доброго (дня|ранку|вечора)|вітаю|привіт|будь ласка|скажіть|підкажіть|hello|hi|"
    r"good (morning|day|evening)|please)\b",
    re.IGNORECASE,
)
_BESIDE_A_QUESTION = 6
_BESIDE = 2


def asks_when(text: str) -> bool:
    """A short question about time or progress, and nothing else that would need an engineer's eye."""
    said = " ".join(text.split())
    if not said or len(said) > _LONGEST or not (found := _WHEN.search(said)):
        return False
    bare = _GREETING.sub("", said[: found.start()] + " " + said[found.end() :])
    beside = re.findall(r"\w+", bare)
    begins = not re.findall(r"\w+", _GREETING.sub("", said[: found.start()]))
    return len(beside) <= (_BESIDE_A_QUESTION if "?" in said else _BESIDE) and (begins or "?" in said)
