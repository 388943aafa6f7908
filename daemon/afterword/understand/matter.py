"""What a message is about beside its verdict: the job, or another matter of the same people or company.

A company that one has been interviewed by also sells tickets, repairs bicycles and takes in volunteers, and says no
and yes in the same words. The words of a language tell (vocabulary/matters), and the mailbox that it comes from.
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from afterword import addresses
from afterword.model import Person
from afterword.understand.sentences import plain
from afterword.understand.vocabulary.matters import desks, languages, letters, matters

_MOST = 5_000


class Matter(Struct, frozen=True):
    """``job``: its text says that it is about a job. ``engagement`` is work of another kind that it speaks of,
    ``other`` a matter that is no work at all, each as written; None where it speaks of none."""

    job: bool = True
    engagement: str | None = None
    other: str | None = None


def matter_of(text: str, subject: str, sender: Person, language: str) -> Matter:
    """What a newly written text is about. In a language without a list nothing is told."""
    if language not in languages():
        return Matter()
    words = matters(language)
    line = plain(f"{subject}. {text[:_MOST]}")
    engagement = words.engagement.search(line)
    jobs, others = ({found[0] for found in pattern.finditer(line)} for pattern in (words.job, words.other))
    desk = _desk(sender)
    if desk is not None:
        others.add(desk)
    hires = desk is None and (
        addresses.is_hiring_mailbox(sender.email or "") or addresses.is_hiring_service(addresses.domain(sender.email))
    )
    return Matter(
        # "You've all got the job" is said of a tombola as well: what there is more of tells.
        job=hires or len(jobs) >= max(len(others), 1),
        engagement=engagement[0] if engagement else None,
        other=min(others, key=line.find, default=None),
    )


def is_letter_to_many(sender: Person) -> bool:
    """Does its address say that its sender writes to many ("hello@news.acme.example")?"""
    local, _, host = (sender.email or "").rpartition("@")
    if addresses.is_service(host):
        return False
    owned = addresses.registrable(host) if host else ""
    labels = host.removesuffix(owned).split(".")
    return not letters().isdisjoint({*labels, *_parts(local)})


def _desk(sender: Person) -> str | None:
    """The word by which its address says that it hires nobody ("memberships@"); None where it does not."""
    local = (sender.email or "").partition("@")[0]
    return next((part for part in _parts(local) if part in desks()), None)


def _parts(local: str) -> Sequence[str]:
    return [part for part in re.split(r"[._\-+\d]", local.lower()) if part]
