"""What a message is about beside its verdict: the job, or another matter of the same people or company.

A company that one has been interviewed by also sells tickets, repairs bicycles and takes in volunteers, and says no
and yes in the same words. The words of a language tell (vocabulary/matters), and the mailbox that it comes from; some
say it outright.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from afterword import addresses
from afterword.model import Person
from afterword.understand.sentences import plain, sentences
from afterword.understand.vocabulary.matters import desks, languages, letters, matters, prices, rating, scales

_MOST = 5_000
_BEGINS = 400
"""Characters: what sets a message apart stands so near its beginning; further down only a part of it is set apart."""
_MOST_TOLD = 8
_PARAGRAPH = re.compile(r"(?<![.!?])\n[ \t]*\n\s*")
"""A greeting, or a line, that no stop ends."""


class Matter(Struct, frozen=True):
    """``job``: its text says that it is about a job; ``weakly``: it has a word of one, whatever else it has;
    ``plainly``: it has several.

    ``engagement`` is work of another kind that it speaks of, ``apart`` the words by which it says itself that it is
    about something else, each as written; None where it has none. ``not_met``: the application that it is about has led
    to no interview; ``beside_others``: it is one of several. ``other`` are the words of matters that are no work at
    all, in order, where the subject has one or the text has two.
    """

    job: bool = True
    weakly: bool = False
    plainly: bool = True
    engagement: str | None = None
    apart: str | None = None
    not_met: bool = False
    beside_others: bool = False
    other: tuple[str, ...] = ()


def matter_of(text: str, subject: str, sender: Person, language: str) -> Matter:
    """What a newly written text is about. In a language without a list nothing is told."""
    if language not in languages():
        return Matter()
    words = matters(language)
    line = plain(f"{subject}. {_PARAGRAPH.sub('. ', text[:_MOST])}")
    engagement, apart = words.engagement.search(line), words.apart.search(line[:_BEGINS])
    # "Nothing to do with the job" tells of none.
    told = words.apart.sub(" ", line) if apart else line
    jobs, weak, others = (_found(pattern, told) for pattern in (words.job, words.weak, words.other))
    # A sum may be what a fare costs.
    if len(others) > 1 and (price := prices().search(told)):
        others.append(price[0])
    desk = _desk(sender)
    if desk is not None and desk not in others:
        others.append(desk)
    plain_enough = len(others) > 1 or desk is not None or bool(words.other.search(plain(subject)))
    hires = desk is None and (
        addresses.is_hiring_mailbox(sender.email or "") or addresses.is_hiring_service(addresses.domain(sender.email))
    )
    return Matter(
        # "You've all got the job" is said of a tombola as well: what there is more of tells.
        job=hires or len(jobs) >= max(len(others), 1) or bool(weak and not others),
        weakly=bool(weak or jobs) and desk is None,
        plainly=hires or len(jobs) > 1,
        engagement=engagement[0] if engagement else None,
        apart=apart[0].strip() if apart else None,
        not_met=_leads_to_no_interview(line, words.not_met, words.met),
        beside_others=bool(words.beside_others.search(line)),
        # A choir that looks for a conductor writes of the choir: one word in the text is no matter yet.
        other=tuple(others[:_MOST_TOLD]) if plain_enough else (),
    )


def asks_for_marks(text: str) -> bool:
    """Does it ask how good somebody was, on a scale?"""
    lines = map(plain, sentences(text[:_MOST]))
    return any(scales().search(line) and rating().search(line) for line in lines)


def is_letter_to_many(sender: Person) -> bool:
    """Does its address say that its sender writes to many ("hello@news.acme.example")?"""
    local, _, host = (sender.email or "").rpartition("@")
    if addresses.is_service(host):
        return False
    owned = addresses.registrable(host) if host else ""
    labels = host.removesuffix(owned).split(".")
    return not letters().isdisjoint({*labels, *_parts(local)})


def _found(pattern: re.Pattern[str], line: str) -> list[str]:
    """What matches, each once, in order."""
    return list(dict.fromkeys(found[0] for found in pattern.finditer(line)))


def _leads_to_no_interview(line: str, not_met: re.Pattern[str], met: re.Pattern[str]) -> bool:
    return bool(not_met.search(line)) and not met.search(not_met.sub(" ", line))


def _desk(sender: Person) -> str | None:
    """The word by which its address says that it hires nobody ("memberships@"); None where it does not."""
    local = (sender.email or "").partition("@")[0]
    return next((part for part in _parts(local) if part in desks()), None)


def _parts(local: str) -> Sequence[str]:
    return [part for part in re.split(r"[._\-+\d]", local.lower()) if part]
