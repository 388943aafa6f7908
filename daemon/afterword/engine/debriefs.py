"""Debrief forms that come back: which messages they are, and what the user has filled in (D2).

What lies in Drafts or Sent is the user's own. A message that has come in is believed to be a form only where it
answers one of ours: their Message-IDs are random, and nobody else has seen them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from afterword import compose, understand
from afterword.decide import form_about
from afterword.errors import BadMessage
from afterword.model import Brief, Debrief, Draft, Envelope, Kind, Sheet, Wish

CLOCKS_DIFFER = timedelta(days=1)


class FormSeen(Struct, frozen=True):
    """A form that was found outside of Drafts, to be read once it is known how it looked as a blank."""

    envelope: Envelope
    raw: bytes


class Forms(Struct, frozen=True):
    """The forms that were ever placed. ``names``: the interview of each Message-ID. ``wishes`` by interview."""

    names: Mapping[str, str] = field(default_factory=dict)
    wishes: Mapping[str, Wish] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Draft], wishes: Iterable[Wish] = ()) -> "Forms":
        """The forms of the ledger, and what the present wishes say of them."""
        placed = {row: about for row in rows if row.key.kind is Kind.DEBRIEF and (about := form_about(row.subject))}
        wished = {wish.key: wish for wish in wishes if wish.brief.sheet}
        # A session that was arranged later for the morning of the same day may have given the visit another id.
        by_interview = {about: wished[row.key] for row, about in placed.items() if row.key in wished}
        by_interview |= {wish.brief.sheet.about: wish for wish in wished.values() if wish.brief.sheet}
        return cls({row.message_id: about for row, about in placed.items()}, by_interview)

    def about(self, envelope: Envelope) -> str | None:
        """The interview that a message of the owner's own is the form of, None where it is none."""
        if (named := self.names.get(envelope.message_id or "")) or (named := self.answered(envelope)):
            return named
        by_subject = form_about(envelope.subject)
        if by_subject is None:
            return None
        return by_subject if by_subject in self.wishes or by_subject in self.names.values() else None

    def answered(self, envelope: Envelope) -> str | None:
        """The interview whose form a message answers, by the Message-IDs in its thread."""
        thread = (envelope.in_reply_to, *envelope.references)
        return next((self.names[name] for name in thread if name and name in self.names), None)

    def told(self, raw: bytes, envelope: Envelope, now: datetime) -> tuple[Debrief, ...] | None:
        """What the user has filled in, () where nothing; None where the form cannot be read or is about nothing known.

        It was written when its Date says so; without one that can be, when the form was due.
        """
        wish = self.wishes.get(self.about(envelope) or "")
        if wish is None or wish.brief.sheet is None:
            return None
        written = envelope.at if envelope.at and envelope.at <= now + CLOCKS_DIFFER else wish.due or wish.since
        written = written.astimezone(ZoneInfo(wish.brief.writer.time_zone))
        try:
            return understand.read_debrief(raw, wish.brief.sheet.about, written, _blank(wish.brief, wish.brief.sheet))
        except BadMessage:
            return None


def _blank(brief: Brief, sheet: Sheet) -> str:
    """The form with all that it may have said before it was filled in."""
    people = (*sheet.people, *sheet.invited)
    return compose.write(replace(brief, sheet=replace(sheet, people=people))).body
