"""`afterword note ID KEY=VALUE...`: what you noted of an interview, for its drafts; without values, in your editor."""

import os
import shlex
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from afterword import compose, forms, understand
from afterword.adapters.ledger import Ledger
from afterword.cli.decisions import one_of, when_it_counts
from afterword.cli.plain import plain
from afterword.config import Config, load
from afterword.decide import Case, Visit, debrief_form, is_named, people_met
from afterword.engine.state import state_of
from afterword.errors import NothingFound, UsageError
from afterword.forms import NOTES, Field
from afterword.model import Debrief

_USUAL_EDITOR = "vi"
_FOR = "for="
_KEYS = ", ".join(field.value for field in Field)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID", help="the interview or application, as `afterword status` names it")
    parser.add_argument(
        "values",
        metavar="KEY=VALUE",
        nargs="*",
        help=f"keys: {_KEYS}; `for=NAME` makes it for one person alone; without any, $VISUAL or $EDITOR opens the form",
    )


def run(options: Namespace) -> int:
    """Note it, and say so."""
    config = load(options.config)
    now = datetime.now(ZoneInfo(config.me.time_zone)).replace(microsecond=0)  # "tomorrow" is said by the user's clock
    with Ledger.open(config.state_dir) as ledger:
        case, visit = _visit(ledger, config, options.id, now)
        if options.values:
            debriefs: Sequence[Debrief] = [_from_values(options.values, case, visit, now)]
        else:
            debriefs = _from_editor(case, visit, config.state_dir, now)
        for debrief in debriefs:
            ledger.submit(debrief)
    if not debriefs:
        print("Nothing is filled in, and nothing was noted.")
        return 0
    application = case.application
    about = ", ".join(part for part in (application.company, application.role, f"{visit.day}") if part)
    print(plain(f"Noted for {about} ({debriefs[0].about}). {when_it_counts(config.state_dir)}"))
    for line in (line for debrief in debriefs for line in debrief.unread):
        print(plain(f"Not understood: “{line}”. Note it once more, in other words."))
    return 0


def _visit(ledger: Ledger, config: Config, given: str, now: datetime) -> tuple[Case, Visit]:
    """The visit of an interview; of an application the last that has begun, else its next.

    :raises NothingFound: nothing of that id is known. :raises UsageError: several things are.
    """
    cases = {one.case.application.id: one.case for one in state_of(ledger, config, now).outlook.standings}
    names: dict[str, str] = {}
    for name, case in cases.items():
        names |= dict.fromkeys((name, *case.application.also), name)
        names |= {known: name for one in case.application.interviews for known in (one.id, *one.also)}
    chosen = one_of(names, given, "application")
    case = cases[names[chosen]]
    of_interview = [visit for visit in case.visits if any(chosen in (one.id, *one.also) for one in visit.interviews)]
    begun = [visit for visit in case.visits if visit.start <= now]
    found = of_interview or begun[-1:] or case.visits
    if not found:
        raise NothingFound("When this interview is, or that it took place, is not known: nothing can be noted of it.")
    return case, found[0]


def _from_values(values: Sequence[str], case: Case, visit: Visit, now: datetime) -> Debrief:
    """:raises UsageError: a value cannot be read, all of them say nothing, or a key or the person is not known."""
    persons = [value.removeprefix(_FOR) for value in values if value.startswith(_FOR)]
    values = [value for value in values if not value.startswith(_FOR)]
    if len(persons) > 1 or not values:
        raise UsageError(f"Say what is noted, and for whom at most once: {_FOR}NAME, and one of the keys {_KEYS}.")
    whose = _whose(persons[0], case, visit) if persons else None
    debrief = blank = Debrief(visit.interviews[0].id, now, whose=whose)
    for given in values:
        key, equals, text = given.partition("=")
        field = _field(key)
        if not equals or field is None:
            raise UsageError(f"“{given}” is no KEY=VALUE; the keys are {_KEYS}.")
        if whose is not None and field not in NOTES:
            raise UsageError(f"{field.value} is not for one person alone: leave “{_FOR}” out.")
        noted = understand.with_field(debrief, field, text)
        if noted.unread:
            raise UsageError(f"“{text}” cannot be read as {field.value}.")
        debrief = noted  # the same where the text says that there is nothing, as it may in the form
    if debrief == blank:
        raise UsageError(f"{', '.join(values)} says nothing: nothing was noted.")
    return replace(debrief, at=now.astimezone(UTC))


def _field(key: str) -> Field | None:
    """The field that a key names, as the form does in any language."""
    wanted = key.strip().casefold().replace("-", "_")
    for field in Field:
        labels = [forms.load(code).labels[field] for code in forms.languages()]
        names = {field.value, *(name.casefold() for label in labels for name in (label.name, *label.also))}
        if wanted in names or wanted.replace("_", " ") in names:
            return field
    return None


def _whose(person: str, case: Case, visit: Visit) -> str:
    found = [one for one in people_met(case, visit) if one.email == person.strip().lower() or is_named(person, one)]
    if len(found) != 1:
        met = ", ".join(one.name or one.email or "" for one in people_met(case, visit))
        raise UsageError(
            f"“{person}” is {'several' if found else 'none'} of those whom you met: {met or 'nobody known'}."
        )
    return found[0].email or f"~{found[0].name}"


def _from_editor(case: Case, visit: Visit, folder: Path, now: datetime) -> tuple[Debrief, ...]:
    """:raises UsageError: there is no editor, or it failed."""
    chosen = next(filter(None, (os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))), None)
    if not chosen and not sys.stdin.isatty():
        raise UsageError("There is no terminal for an editor: write KEY=VALUE, or set $EDITOR.")
    try:
        command = shlex.split(chosen or _USUAL_EDITOR)
    except ValueError as problem:
        raise UsageError(f"“{chosen}” is no command: {problem}. Set $EDITOR.") from problem
    blank = compose.write(debrief_form(case, visit).brief).body
    # The file is private, as mkstemp makes it, and gone afterwards, unless it holds the only copy of what was written.
    descriptor, name = tempfile.mkstemp(".txt", "notes-", folder)
    form = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(blank)
        text = _edited(command, form)
    except BaseException:
        if _saved(form, blank):
            print(plain(f"What was saved in the editor is kept: {form}"), file=sys.stderr)
        else:
            form.unlink(missing_ok=True)
        raise
    form.unlink(missing_ok=True)
    return understand.read_form(text, visit.interviews[0].id, now, blank)


def _edited(command: Sequence[str], form: Path) -> str:
    """The text as the editor left it. :raises UsageError: it cannot be started, or failed."""
    try:
        ended = subprocess.run([*command, str(form)], check=False).returncode
    except OSError as problem:
        raise UsageError(f"{command[0]} cannot be started: {problem.strerror}. Set $EDITOR.") from problem
    if ended != 0:
        raise UsageError(f"{command[0]} ended with status {ended}: nothing was noted.")
    return form.read_text(encoding="utf-8", errors="replace")


def _saved(form: Path, blank: str) -> bool:
    """Has somebody written something into the form?"""
    try:
        return form.read_text(encoding="utf-8", errors="replace").strip() not in ("", blank.strip())
    except OSError:
        return False
