"""Who of a panel carries which of the notes that are meant for everybody: each stands in one letter only (T1)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from afterword.decide.noted import is_for, told_in
from afterword.model import Debrief, Draft, DraftState, Kind, Notes, Person, Wanted, Wish

_OUT = frozenset({DraftState.RELEASED, DraftState.SENT})  # with what stands in it


class Carrier(Struct, frozen=True):
    """Somebody whose letter takes up notes: those told after ``since`` and up to ``until``; None: at any time."""

    person: Person
    since: datetime | None = None
    until: datetime | None = None

    def takes(self, at: datetime) -> bool:
        """Does the letter take up what was told then?"""
        return (self.since is None or at > self.since) and (self.until is None or at <= self.until)


def carriers(panel: Sequence[str], wishes: Sequence[Wish], drafts: Sequence[Draft]) -> tuple[Carrier, ...]:
    """Who takes up notes for everybody, in the order of the panel; ``drafts`` are the rows of this visit's letters.

    A letter that the user has sent or touched keeps what it says, and takes up nothing more. Once there is one, the
    notes told before stay with those whose letters lay there then: whoever joins later gets what is told later.
    """
    out = {
        email: min(gone)
        for email in panel
        if (gone := [row.at for row in _rows(drafts, email) if row.state in _OUT and row.placed_at])
    }
    first_out = min(out.values(), default=None)
    writable = {one.recipient.email: one for one in wishes if one.wanted is not Wanted.NO and _is_whole(one)}
    found = []
    for email in panel:
        rows = _rows(drafts, email)
        if email in out:
            person = writable[email].recipient if email in writable else Person(email)
            found.append(Carrier(person, until=out[email]))
        elif email in writable and not any(row.state is DraftState.DELETED for row in rows):
            lay_there = first_out is None or any(row.placed_at and row.placed_at <= first_out for row in rows)
            found.append(Carrier(writable[email].recipient, since=None if lay_there else first_out))
    return tuple(found)


def _is_whole(wish: Wish) -> bool:
    """Has it room for notes: is it not the short one to who only arranged (T9)?"""
    return wish.brief.kind is Kind.THANK_YOU


def _rows(drafts: Sequence[Draft], email: str) -> list[Draft]:
    return [row for row in drafts if row.key.recipient == email]


def shares(debriefs: Sequence[Debrief], people: Sequence[Carrier]) -> dict[str, Notes]:
    """The notes for the letter of each of them, by address: those for them alone, their share of those for everybody.

    In the order of telling each note goes to whoever has the fewest so far, the first of the panel before the others,
    so that what is told later moves nothing. Told anew, it stays where it is while that letter can still take it up.
    """
    for_all: dict[str, tuple[str, str]] = {}  # by the name of a note: whose letter it is in, and how it reads
    load = dict.fromkeys(_emails(people), 0)
    for debrief in sorted(debriefs, key=lambda one: one.at):
        for name, text in told_in(debrief).items() if debrief.whose is None else ():
            takers = _emails(
                one for one in people if one.takes(debrief.at) and not _has_own(name, one, debrief, debriefs)
            )
            holder, _ = for_all.get(name, (None, ""))
            if holder not in takers:
                holder = min(takers, key=load.__getitem__, default=None)
                if holder is None:
                    continue
                load[holder] += 1
            for_all[name] = holder, text
    found = {}
    for one in people:
        email = one.person.email or ""
        share = {name: text for name, (holder, text) in for_all.items() if holder == email}
        own = [told_in(debrief) for debrief in debriefs if debrief.whose is not None and is_for(debrief, one.person)]
        for notes in own:
            share |= notes
        found[email] = replace(Notes(), **share)
    return found


def _emails(people: Sequence[Carrier] | Iterator[Carrier]) -> list[str]:
    return [one.person.email or "" for one in people]


def _has_own(name: str, carrier: Carrier, debrief: Debrief, debriefs: Sequence[Debrief]) -> bool:
    """Was such a note for them alone known by then, which stands for the one for everybody?"""
    return any(
        one.whose is not None and one.at <= debrief.at and name in told_in(one) and is_for(one, carrier.person)
        for one in debriefs
    )
