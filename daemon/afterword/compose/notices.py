"""What the owner is told, in words. Subjects are ours alone; the lines may hold what stands in mail."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from afterword.compose import words
from afterword.model import Letter
from afterword.model.notices import Matter, Notice, Waiting

MOST_LINES = 40
MOST_OF_A_LINE = 400  # characters; names, titles and reasons come out of mail

_ALONE = {
    Matter.ENDS: "a thank-you should be sent by",
    Matter.OVERTAKEN: "an answer has overtaken a draft of yours",
    Matter.ASKED: "a question that cannot wait",
    Matter.HELD: "a reminder waits for a word from you",
    Matter.REFUSED: "a login is refused",
    Matter.DRAFT: "a draft waits",
    Matter.NOTES: "a form for your notes waits",
    Matter.QUESTION: "a question only you can answer",
    Matter.UNREACHABLE: "a mailbox or calendar cannot be reached",
}
_SEVERAL = {
    Matter.DRAFT: ("draft", "drafts"),
    Matter.NOTES: ("form for your notes", "forms for your notes"),
    Matter.QUESTION: ("question", "questions"),
}


def notice_letter(notice: Notice, zone: ZoneInfo) -> Letter:
    """The notice as a letter; times are those of ``zone``."""
    lines = list(_lines(notice, zone))
    return Letter(f"Afterword: {_subject(notice, zone)}", "\n".join(lines) + "\n")


def _subject(notice: Notice, zone: ZoneInfo) -> str:
    news = notice.news
    urgent = [one for one in news if one.urgent]
    if len(urgent) > 1:
        return f"{len(urgent)} things cannot wait"
    if urgent or len(news) == 1:
        first = (urgent or news)[0]
        until = f" {_shown(first.by, zone)}" if first.matter is Matter.ENDS and first.by else ""
        return _ALONE[first.matter] + until
    found = Counter(one.matter for one in news)
    counts = [
        f"{found[matter]} {one if found[matter] == 1 else several}"
        for matter, (one, several) in _SEVERAL.items()
        if found[matter]
    ]
    return f"{' and '.join(counts[:2])} for you" if counts else f"{len(news)} things for you"


def _lines(notice: Notice, zone: ZoneInfo) -> Iterator[str]:
    parts = (
        ("This cannot wait:", [one for one in notice.news if one.urgent]),
        ("New:", [one for one in notice.news if not one.urgent]),
        ("Still waiting:", list(notice.others)),
    )
    room = MOST_LINES
    for title, found in parts:
        if found and room > 0:
            yield title
            yield from (f"- {_line(one, zone)}" for one in found[:room])
            yield ""
        room -= len(found)
    if room < 0:
        yield f"And {-room} more."
        yield ""
    yield "`afterword status` shows everything. Afterword wrote this to you alone; it sends nothing to anybody else."


def _line(one: Waiting, zone: ZoneInfo) -> str:
    parts = [one.text]
    if one.by:
        parts.append(f"by {_shown(one.by, zone)}")
    if one.best and (one.by is None or one.best < one.by):
        parts.append(f"best at {_shown(one.best, zone)}")
    said = ", ".join(parts) if len(parts) > 1 else one.text
    return _short(f"{said.rstrip('.')}. {one.reason}" if one.reason else said)


def _short(text: str) -> str:
    line = words.one_line(text)
    return line if len(line) <= MOST_OF_A_LINE else f"{line[: MOST_OF_A_LINE - 1].rstrip()}…"


def _shown(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %H:%M}"


def summary(notice: Notice, zone: ZoneInfo) -> tuple[str, str]:
    """Title and text of a notification: what is new, in a few lines."""
    news: Iterable[Waiting] = notice.news[:4]
    more = [f"and {len(notice.news) - 4} more"] if len(notice.news) > 4 else []
    return f"Afterword: {_subject(notice, zone)}", "\n".join([*(_line(one, zone) for one in news), *more])
