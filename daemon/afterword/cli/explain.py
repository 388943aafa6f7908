"""`afterword explain`: what messages in files are taken for, and why. No account, no state, no network."""

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from afterword.cli.applications_file import OpenApplication, read_applications
from afterword.cli.mail_files import Item, items
from afterword.cli.plain import plain
from afterword.decide.beforehand import as_written_before
from afterword.decide.matching import MATTERS, Directory, Match
from afterword.decide.workdays import WorkCalendar, promised_day
from afterword.errors import BadMessage
from afterword.model import Invite, Person, Promise, Reading, Reply, Signal
from afterword.understand import Sources, read_calendar_with_sources, read_with_sources


class _Context(Struct, frozen=True):
    """What is known beside the messages: who the owner is, which days are worked, which applications are open."""

    owner: tuple[str, ...]
    calendar: WorkCalendar
    applications: dict[str, OpenApplication]
    directory: Directory | None

    def application_of(self, reading: Reading) -> Match | None:
        """The application that a message belongs to; None without --applications."""
        if self.directory is None:
            return None
        named = self.directory.names_in(f"{reading.envelope.subject}\n{reading.text}")
        return self.directory.match(reading.envelope, named, reading.reply)

    def day_of(self, promise: Promise | None, reading: Reading, match: Match | None) -> date | None:
        """The day that a promise comes due."""
        written_on = reading.envelope.day
        if promise is None or written_on is None:
            return None
        return promised_day(promise, written_on, self._interview_on(match), self.calendar)

    def in_time(self, reading: Reading, match: Match | None) -> Reply | None:
        """What a message says of an answer, as it is meant at the time when it was written."""
        if reading.reply is None:
            return None
        return as_written_before(reading.reply, reading.envelope.day, self._interview_on(match))

    def _interview_on(self, match: Match | None) -> date | None:
        known = self.applications.get(match.application) if match and match.application else None
        return known.interview_on if known else None


def add_arguments(parser: ArgumentParser) -> None:
    """See the contract of `explain` in the docs."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line, one for each message")
    parser.add_argument(
        "--me", metavar="ADDRESS", action="append", default=[], help="an address of yours; may be repeated"
    )
    parser.add_argument("--country", metavar="CC", help="whose public holidays count, such as GB or DE-BY")
    parser.add_argument(
        "--applications",
        metavar="FILE",
        type=Path,
        help="open applications, one JSON object a line, to tell which is meant",
    )
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", help=".eml, .ics or mbox file, a folder of them, - for stdin"
    )


def run(options: Namespace) -> int:
    """Print what every message is taken for; 0, also where some could not be read."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    context = _context(options)
    for item in items(options.paths):
        answer = explained(item, context)
        in_words = "\n".join(map(plain, _in_words(answer))) + "\n"
        print(json.dumps(answer, ensure_ascii=False) if options.json else in_words)
    return 0


def _context(options: Namespace) -> _Context:
    country, _, subdivision = (options.country or "").upper().partition("-")
    applications = read_applications(options.applications) if options.applications else ()
    return _Context(
        owner=tuple(address.strip().lower() for address in options.me),
        calendar=WorkCalendar(country or None, subdivision or None),
        applications={entry.application.id: entry for entry in applications},
        directory=Directory([entry.application for entry in applications]) if options.applications else None,
    )


def explained(item: Item, context: _Context) -> dict[str, Any]:
    """One message as the JSON object of the contract."""
    answer: dict[str, Any] = {"file": item.file}
    if item.index is not None:
        answer["index"] = item.index
    try:
        if item.raw is None:
            raise BadMessage(item.error or "cannot be read")
        read = read_calendar_with_sources if item.is_calendar else read_with_sources
        reading, sources = read(item.raw, context.owner)
    except BadMessage as fault:
        return {**answer, "invites": [], "reply": None, "error": str(fault)}
    match = context.application_of(reading)
    reply = _among_the_open(context.in_time(reading, match), match)
    return {
        **answer,
        "invites": [_invite(invite, found) for invite, found in zip(reading.invites, sources, strict=True)],
        "reply": _reply(reply, reading, match, context) if reply else None,
        "error": None,
    }


def _among_the_open(reply: Reply | None, match: Match | None) -> Reply | None:
    """``reply`` as it is meant beside the open applications: unrelated where it is found to be about none of them."""
    if reply is None or match is None or not match.elsewhere or reply.signal not in MATTERS:
        return reply
    return replace(reply, signal=Signal.UNRELATED, promise=None, ask=False)


def _invite(invite: Invite, sources: Sources) -> dict[str, Any]:
    return {
        "verdict": str(invite.verdict),
        "confidence": round(invite.confidence, 2),
        "reasons": list(invite.reasons),
        "method": str(invite.method) if invite.method else None,
        "uid": invite.uid or None,
        "sequence": invite.sequence,
        "recurrence_id": invite.recurrence_id,
        "start": _instant(invite.start),
        "end": _instant(invite.end),
        "cancelled": invite.cancelled,
        "company": invite.company,
        "role": invite.role,
        "interviewers": [_person(person) for person in invite.interviewers],
        "coordinators": [person.email for person in invite.coordinators if person.email],
        "sources": asdict(sources),
    }


def _person(person: Person) -> dict[str, str | None]:
    return {"email": person.email, "name": person.name, "first_name": person.first_name}


def _reply(reply: Reply, reading: Reading, match: Match | None, context: _Context) -> dict[str, Any]:
    feedback_by = context.day_of(reply.promise, reading, match)
    answer: dict[str, Any] = {
        "signal": str(reply.signal),
        "confidence": round(reply.confidence, 2),
        "reasons": [*reply.reasons, *(match.reasons if match else ())],
        "feedback_by": feedback_by.isoformat() if feedback_by else None,
        "returns_on": reply.returns_on.isoformat() if reply.returns_on else None,
        "bounced": reply.bounced,
        "ask": _asks(reply, match),
        "evidence": reply.evidence,
    }
    if match is not None:
        answer["application"] = match.application
    return answer


def _asks(reply: Reply, match: Match | None) -> bool:
    """Would the user be asked: about what it means, or about which of several applications it belongs to?"""
    if match is None or match.application:
        return reply.ask or (match is not None and match.doubtful)
    return bool(match.candidates) and (reply.ask or reply.signal in MATTERS)


def _instant(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _in_words(answer: dict[str, Any]) -> list[str]:
    """The same for people: what it is, why, and what was read from where."""
    number = f" [{answer['index']}]" if "index" in answer else ""
    lines = [f"{answer['file']}{number}"]
    if answer["error"]:
        return [*lines, f"  cannot be read: {answer['error']}"]
    for invite in answer["invites"]:
        lines += _invite_in_words(invite)
    if answer["reply"]:
        lines += _reply_in_words(answer["reply"])
    elif not answer["invites"]:
        lines.append("  says nothing of an answer")
    return lines


_VERDICTS = {"interview": "an interview", "not_interview": "not an interview", "unsure": "perhaps an interview"}
_SIGNALS = {
    "rejection": "a rejection",
    "offer": "an offer",
    "next_step": "an invitation to the next step",
    "holding": "nothing decided yet",
    "timeline": "when the answer comes",
    "acknowledgement": "an acknowledgement",
    "do_not_contact": "a wish not to be chased",
    "auto_reply": "an automatic reply",
    "bounce": "a message that could not be delivered",
    "unrelated": "nothing to do with an application",
}


def _invite_in_words(invite: dict[str, Any]) -> list[str]:
    lines = [f"  {_VERDICTS[invite['verdict']]} ({invite['confidence']:.0%} sure): {'; '.join(invite['reasons'])}"]
    if invite["cancelled"]:
        lines.append("    it is cancelled")
    sources = invite["sources"]
    lines.extend(f"    {key}: {invite[key] or 'not known'} ({sources[key]})" for key in ("start", "end"))
    lines.extend(f"    {key}: {invite[key]} ({sources[key]})" for key in ("role", "company") if invite[key])
    people = [person["name"] or person["email"] or "?" for person in invite["interviewers"]]
    lines.extend(
        f"    interviewer: {name} ({source})" for name, source in zip(people, sources["interviewers"], strict=True)
    )
    lines.extend(
        f"    arranged by: {email} ({source})"
        for email, source in zip(invite["coordinators"], sources["coordinators"], strict=True)
    )
    return lines


def _reply_in_words(reply: dict[str, Any]) -> list[str]:
    lines = [f"  {_SIGNALS[reply['signal']]} ({reply['confidence']:.0%} sure): {'; '.join(reply['reasons'])}"]
    if reply["evidence"]:
        lines.append(f"    “{reply['evidence']}”")
    if reply["feedback_by"]:
        lines.append(f"    the answer is promised by {reply['feedback_by']}")
    if reply["returns_on"]:
        lines.append(f"    back on {reply['returns_on']}")
    if reply["bounced"]:
        lines.append(f"    this address is wrong: {reply['bounced']}")
    if reply["ask"]:
        lines.append("    not sure: you would be asked")
    if "application" in reply:
        lines.append(f"    application: {reply['application'] or 'none of those open'}")
    return lines
