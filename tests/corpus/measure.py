"""How well invites are read, measured on mail with labels.

    python -m tests.corpus.measure [--misses] FOLDER...

A folder holds ``labels.jsonl`` and the messages that its lines name; README.md beside this file says what the labels
mean. Rates are between 0 and 1. A rate that nothing was counted for is 1: nothing went wrong.
"""

import argparse
import dataclasses
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from afterword import understand
from afterword.errors import BadMessage
from afterword.model import Invite, Person, Verdict

OWNER = ("sam.rivera@example.org", "sam@rivera.example")
INVITES = Path(__file__).parent / "invites"


@dataclass(frozen=True, slots=True)
class Named:
    """An interviewer as labelled; ``email`` is None for somebody whom only the text names."""

    email: str | None
    first_name: str | None

    @property
    def key(self) -> str:
        """What tells people apart: the address, or the first name of somebody without one."""
        return (self.email or f"~{self.first_name or ''}").casefold()


@dataclass(frozen=True, slots=True)
class Label:
    """What one event of a message is. Times are UTC as "2027-02-18T15:00:00Z", None where they cannot be known."""

    file: str
    uid: str | None
    recurrence_id: str | None
    event_index: int
    kind: str
    is_interview: bool
    start_utc: str | None
    end_utc: str | None
    cancelled: bool
    company: str | None
    role: str | None
    interviewers: tuple[Named, ...]
    category: str
    notes: str


@dataclass(slots=True)
class Rate:
    """How many of the cases that count came out right."""

    right: int = 0
    of: int = 0

    def count(self, right: bool) -> bool:
        self.of += 1
        self.right += right
        return right

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 1.0


@dataclass(slots=True)
class Report:
    """The rates over a set of labels, and every miss in words.

    ``precision`` counts over events taken for interviews, ``recall`` over those that are; an unsure verdict is no
    "interview". Company, role and people are asked only of interviews that are not cancelled. ``precise_people`` and
    ``found_people`` are the two halves of the F1 over interviewers.
    """

    precision: Rate = field(default_factory=Rate)
    recall: Rate = field(default_factory=Rate)
    start: Rate = field(default_factory=Rate)
    end: Rate = field(default_factory=Rate)
    cancelled: Rate = field(default_factory=Rate)
    company: Rate = field(default_factory=Rate)
    role: Rate = field(default_factory=Rate)
    precise_people: Rate = field(default_factory=Rate)
    found_people: Rate = field(default_factory=Rate)
    first_names: Rate = field(default_factory=Rate)
    misses: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0

    @property
    def people_f1(self) -> float:
        precision, recall = self.precise_people.value, self.found_people.value
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def figures(self) -> dict[str, float]:
        """Every rate by name, to four places."""
        parts = ("precise_people", "found_people")
        rates = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name not in parts}
        values = {name: rate.value for name, rate in rates.items() if isinstance(rate, Rate)}
        return {name: round(value, 4) for name, value in (values | {"people_f1": self.people_f1}).items()}


def read_labels(folder: Path) -> list[Label]:
    """The labels of a folder.

    Raises TypeError for a field that no label has, or lacks.
    """
    lines = (folder / "labels.jsonl").read_text("utf-8").splitlines()
    return [_label(json.loads(line)) for line in lines if line.strip()]


def measured(folder: Path) -> Report:
    """Read every labelled message of a folder and compare. BadMessage counts as a message without events."""
    report = Report()
    answers: dict[str, tuple[Invite, ...]] = {}
    for label in read_labels(folder):
        if label.file not in answers:
            began = time.perf_counter()
            answers[label.file] = _invites((folder / label.file).read_bytes())
            report.slowest_seconds = max(report.slowest_seconds, time.perf_counter() - began)
        for miss in _compared(label, _answer_to(label, answers[label.file]), report):
            report.misses.append(f"{label.file}: {miss}")
    return report


def _label(fields: dict[str, Any]) -> Label:
    people = tuple(Named(**person) for person in fields.pop("interviewers"))
    return Label(interviewers=people, **fields)


def _invites(raw: bytes) -> tuple[Invite, ...]:
    try:
        return understand.read(raw, OWNER).invites
    except BadMessage:
        return ()


def _answer_to(label: Label, invites: tuple[Invite, ...]) -> Invite | None:
    """The invite that speaks of the label's event: by UID and instance, then by UID, then by place in the message."""
    same = [invite for invite in invites if (invite.uid or None) == label.uid]
    exact = [invite for invite in same if invite.recurrence_id == label.recurrence_id]
    if exact:
        return exact[0]
    if len(same) == 1:
        return same[0]
    if label.event_index < len(invites):
        return invites[label.event_index]
    return None


def _compared(label: Label, found: Invite | None, report: Report) -> Iterator[str]:
    verdict = found.verdict if found else None
    taken = verdict is Verdict.INTERVIEW
    if taken:
        report.precision.count(label.is_interview)
    if label.is_interview:
        report.recall.count(taken)
    if taken != label.is_interview:
        yield f"interview {label.is_interview}, read as {verdict or 'no event'} ({label.category}; {label.notes})"
    for name, rate, wanted, got in (
        ("start", report.start, label.start_utc, _instant(found.start if found else None)),
        ("end", report.end, label.end_utc, _instant(found.end if found else None)),
    ):
        if not rate.count(wanted == got):
            yield f"{name} {wanted}, read as {got}"
    if not report.cancelled.count(label.cancelled == bool(found and found.cancelled)):
        yield f"cancelled {label.cancelled}, read otherwise"
    if label.is_interview and not label.cancelled:
        yield from _who_and_what(label, found, report)


def _who_and_what(label: Label, found: Invite | None, report: Report) -> Iterator[str]:
    for name, rate, wanted, got in (
        ("company", report.company, label.company, found.company if found else None),
        ("role", report.role, label.role, found.role if found else None),
    ):
        if wanted is not None and not rate.count(_plain(wanted) == _plain(got)):
            yield f"{name} {wanted!r}, read as {got!r}"
    people = {_key(person): person for person in (found.interviewers if found else ())}
    wanted_keys = {named.key for named in label.interviewers}
    for key in people:
        report.precise_people.count(key in wanted_keys)
    for key in wanted_keys:
        report.found_people.count(key in people)
    if set(people) != wanted_keys:
        yield f"interviewers {sorted(wanted_keys)}, read as {sorted(people)}"
    for named in label.interviewers:
        if named.email and named.first_name and named.key in people:
            got = people[named.key].first_name
            if not report.first_names.count(_plain(named.first_name) == _plain(got)):
                yield f"first name {named.first_name!r}, read as {got!r}"


def _key(person: Person) -> str:
    return Named(person.email, person.first_name).key


_GENDER_MARK = re.compile(r"\([mwfdxhgn/\s*:|]+\)", re.IGNORECASE)


def _plain(text: str | None) -> str:
    """Without case, a gender mark such as "(m/w/d)" and doubled spaces."""
    return " ".join(_GENDER_MARK.sub("", text or "").casefold().split())


def _instant(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--misses", action="store_true", help="list what was read wrongly")
    parser.add_argument("folders", metavar="FOLDER", type=Path, nargs="+")
    options = parser.parse_args()
    for folder in options.folders:
        report = measured(folder)
        if options.misses:
            print("\n".join(report.misses))
        print(folder, json.dumps(report.figures()))


if __name__ == "__main__":
    main()
