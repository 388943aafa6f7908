"""All that messages and calendars say of one event, folded into one interview (RFC 5546, 2.1.4 and 3.2)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from msgspec.structs import replace

from afterword.decide.believable import believable, believed_promise, in_believable_times, is_postdated, written_on
from afterword.decide.calendars import Told, completed, event_key, told_of_events
from afterword.decide.words import Words
from afterword.model import Choice, Decision, Envelope, Interview, Invite, InviteSeen, Method, Named, Verdict

LONG_AGO = datetime.min.replace(tzinfo=UTC)
SPEAKS_OF_AN_EVENT = frozenset({None, Method.PUBLISH, Method.REQUEST, Method.ADD, Method.CANCEL})


def interview_id(uid: str, recurrence_id: str | None) -> str:
    """A short name for the event, the same on every machine."""
    return "i" + sha256(f"{uid}\0{recurrence_id or ''}".encode()).hexdigest()[:10]


def written_at(envelope: Envelope, seen_at: datetime) -> datetime:
    """When a message was written, as far as one may believe it: never later than it was seen."""
    return believable(min(envelope.at or seen_at, seen_at))


def interviews_in(seen: Iterable[InviteSeen], decisions: Words[Decision]) -> list[Interview]:
    """One interview for each event that could be one, after all updates, in the order in which they were announced.

    Events that are surely none are left out; those of which only the user can say have ``Verdict.UNSURE``. Messages
    with a recorded DMARC failure change nothing but raise that doubt where nothing else speaks of the event.
    """
    versions = told_of_events(seen)
    by_mail = {event_key(told.mails[0].invite): told.mails for told in versions if told.mails}
    found = []
    for told in versions:
        uid, recurrence_id = event_key(told.mails[0].invite) if told.mails else ("", None)
        if recurrence_id is not None:  # a cancellation of the whole series reaches every instance of it
            told.mails += [item for item in by_mail.get((uid, None), ()) if _cancels(item.invite)]
        found.append(_folded(told, decisions.about(interview_id(*key) for key in told.keys)))
    judged = [interview for interview in found if interview is not None]
    return sorted(judged, key=lambda one: (one.announced_at, one.id))


def _believed(item: InviteSeen) -> InviteSeen:
    """What the message told, without times that cannot be: years outside of 1990 to 2100, a Date after it was seen."""
    envelope, invite = item.envelope, in_believable_times(item.invite)
    invite = replace(invite, promise=believed_promise(invite.promise, envelope, item.seen_at))
    if is_postdated(envelope, item.seen_at):
        envelope = replace(envelope, at=item.seen_at, day=written_on(envelope, item.seen_at))
    return replace(item, envelope=envelope, invite=invite)


def _cancels(invite: Invite) -> bool:
    return invite.cancelled or invite.method is Method.CANCEL


def _order(item: InviteSeen) -> tuple[int, datetime, datetime]:
    """SEQUENCE first, then DTSTAMP: some calendars move an event and raise neither but the one (RFC 5546, 2.1.5)."""
    sent = written_at(item.envelope, item.seen_at)
    return item.invite.sequence, item.invite.dtstamp or sent, sent


def _folded(known: Told, decisions: Sequence[Decision]) -> Interview | None:
    known = replace(known, mails=list(map(_believed, known.mails)), entries=list(map(_believed, known.entries)))
    items = known.mails or known.entries
    if not items:
        return None
    trusted = [item for item in items if not item.envelope.forged]
    told = [item for item in trusted if item.invite.method in SPEAKS_OF_AN_EVENT] or trusted
    forged = not told
    if forged:
        told = list(items)
    told.sort(key=_order)
    current, source, cancelled_at = told[0].invite, told[0], _cancellation(told[0])
    for item in told[1:]:
        if _cancels(item.invite):
            if _may_cancel(item.invite, current):
                current, cancelled_at = replace(current, cancelled=True), _cancellation(item)
        else:
            current, source, cancelled_at = _updated(current, item.invite), item, None
    for entry in known.entries if known.mails else ():
        same = event_key(entry.invite) == event_key(source.invite)
        newer = same and _order(entry) > _order(source)
        if entry.invite.cancelled:
            if newer and _may_cancel(entry.invite, current):
                current, cancelled_at = replace(current, cancelled=True), _cancellation(entry)
        else:
            current = completed(current, entry.invite, newer=newer)
    left = _declined_at([*trusted, *(known.entries if known.mails else ())])
    current, cancelled_at = replace(current, declined=left is not None), cancelled_at or left
    if forged and current.verdict is not Verdict.NOT_INTERVIEW:
        doubt = "the receiving server found that the sender is not who it claims to be"
        current = replace(current, verdict=Verdict.UNSURE, reasons=(doubt, *current.reasons))
    elif not forged:
        current = replace(current, verdict=_verdict(item.invite.verdict for item in (*told, *known.entries)))
    names = [interview_id(*key) for key in known.keys]
    word = _users_word(names, decisions)
    if word is not None:
        verdict = Verdict.INTERVIEW if word.choice is Choice.CONFIRM else Verdict.NOT_INTERVIEW
        current = replace(current, verdict=verdict, reasons=("the user said so", *current.reasons))
        current = _as_named_by_user(current, names, decisions)
    if current.verdict is Verdict.NOT_INTERVIEW:
        return None
    everything = (*told, *known.entered)
    return Interview(
        id=names[0],
        also=tuple(names[1:]),
        invite=current,
        source=source.envelope,
        account=min(told, key=lambda item: item.seen_at).position.account,
        announced_at=min(written_at(item.envelope, item.seen_at) for item in everything),
        first_seen=min(item.seen_at for item in everything),
        cancelled_at=cancelled_at,
        confirmed_at=word.at if word else None,
        message_ids=tuple(dict.fromkeys(item.envelope.message_id for item in told if item.envelope.message_id)),
        invited=tuple(dict.fromkeys(person for item in everything for person in item.invite.interviewers)),
        named=tuple(_first_named(told, names, decisions)),
    )


def _cancellation(item: InviteSeen) -> datetime | None:
    return written_at(item.envelope, item.seen_at) if _cancels(item.invite) else None


def _declined_at(items: Sequence[InviteSeen]) -> datetime | None:
    """When the owner declined. A later acceptance, another time, or a newer version that asks again undoes it."""
    declined: InviteSeen | None = None
    for item in sorted(items, key=_order):
        if item.invite.declined:
            declined = item
        elif declined and not _cancels(item.invite):
            asked_again = item.invite.sequence > declined.invite.sequence
            moved = declined.invite.start is not None and item.invite.start not in (None, declined.invite.start)
            if asked_again or moved or item.invite.method is Method.REPLY:
                declined = None
    return written_at(declined.envelope, declined.seen_at) if declined else None


def _may_cancel(cancellation: Invite, current: Invite) -> bool:
    """Only the organizer cancels (RFC 5546, 3.2.5); a cancellation that names none is taken for theirs."""
    ours = current.organizer.email if current.organizer else None
    theirs = cancellation.organizer.email if cancellation.organizer else None
    return ours is None or theirs is None or ours == theirs


def _verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """What any of the messages knew stays known: an update often says less than the first invite."""
    told = set(verdicts)
    for verdict in (Verdict.INTERVIEW, Verdict.UNSURE):
        if verdict in told:
            return verdict
    return Verdict.NOT_INTERVIEW


def _updated(old: Invite, new: Invite) -> Invite:
    """The new version, with what it leaves unsaid taken from the old one."""
    return replace(
        new,
        cancelled=False,
        title=new.title or old.title,
        organizer=new.organizer or old.organizer,
        company=new.company or old.company,
        role=new.role or old.role,
        interviewers=new.interviewers or old.interviewers,
        coordinators=new.coordinators or old.coordinators,
        owner=new.owner or old.owner,
        time_zone=new.time_zone or old.time_zone,
        country=new.country or old.country,
        promise=new.promise or old.promise,
    )


def _as_named_by_user(invite: Invite, names: Sequence[str], decisions: Sequence[Decision]) -> Invite:
    """The invite with the company, role and interviewers that the user last named, whatever an update says."""
    for said in decisions:
        if said.about not in names or said.choice is not Choice.CONFIRM:
            continue
        invite = replace(invite, company=said.company or invite.company, role=said.role or invite.role)
        if said.people:
            met = {person.email for person in said.people if person.email}
            arranging = tuple(person for person in invite.coordinators if person.email not in met)
            invite = replace(invite, interviewers=said.people, coordinators=arranging)
    return invite


def _first_named(told: Iterable[InviteSeen], names: Sequence[str], decisions: Sequence[Decision]) -> Iterator[Named]:
    """Every address of the event, by whom it was named first."""
    known: set[str] = set()
    for said in decisions:
        if said.about in names and said.choice is Choice.CONFIRM:
            for person in said.people:
                if person.email and person.email not in known:
                    known.add(person.email)
                    yield Named(person.email, None, said.at, said.at)
    for item in sorted(told, key=lambda one: (one.seen_at, written_at(one.envelope, one.seen_at))):
        at, invite = written_at(item.envelope, item.seen_at), item.invite
        who = (item.envelope.sender, invite.organizer, *invite.coordinators, *invite.interviewers, invite.manager)
        for email in (one.email for one in who if one is not None):
            if email and email not in known:
                known.add(email)
                yield Named(email, item.envelope, at, item.seen_at)


def _users_word(names: Sequence[str], decisions: Sequence[Decision]) -> Decision | None:
    said = [one for one in decisions if one.about in names and one.choice in (Choice.CONFIRM, Choice.IGNORE)]
    return said[-1] if said else None
