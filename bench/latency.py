"""From the arrival of an answer to "the chaser is gone from Drafts", with `run` up; beside a bare script in IDLE.

python -m bench.latency HOST PORT USER      the bare script: it asks what a pass asks, and decides nothing
"""

import datetime as dt
import re
import sys
import time
from collections.abc import Sequence

from bench.figures import Figure, Goal, percentile
from bench.mailboxes import Employer, configured, waiting_for_answers
from bench.processes import running
from bench.raw import LIST_STATUS, Bare
from bench.stage import Stage
from bench.startup import PROGRAM
from tests.servers.mailbox import DRAFTS, Mailbox
from tests.servers.programs import MissingProgram
from tests.servers.running import RunningServer

SAMPLES, QUICKLY = 20, 3
_WARM_UP = 2
_FIELDS = b"BODY.PEEK[HEADER.FIELDS (DATE FROM TO CC SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES AUTO-SUBMITTED LIST-ID)]"
_PEER = "bare script"


def figures(stage: Stage) -> list[Figure]:
    """On both servers; one that is not there is left out, and said so."""
    found = []
    for name in ("cyrus", "dovecot"):
        try:
            server = getattr(stage, name)
        except MissingProgram as problem:
            print(f"LEFT OUT: {problem}", file=sys.stderr)
            continue
        ours, theirs = _samples(stage, server)
        for percent, more in ((50, 0.060), (99, 0.150)):
            what = f"answer arrives – chaser gone, {server.name}, p{percent} of {len(ours)}"
            found.append(
                Figure(what, percentile(ours, percent), "ms", _PEER, percentile(theirs, percent), Goal(more=more))
            )
    return found


def _samples(stage: Stage, server: RunningServer) -> tuple[list[float], list[float]]:
    user, other = Mailbox(server, "asked"), Mailbox(server, "bare")
    employers = []
    for employer, (raw, date) in waiting_for_answers(
        (QUICKLY if stage.quick else SAMPLES) + _WARM_UP, dt.datetime.now(dt.UTC)
    ):
        user.deliver(raw, date=date)
        employers.append(employer)
    config = configured(stage.folder / server.name, server, user.user)
    with running(*PROGRAM, "--config", str(config), "run"):
        chasers = _wait_for_chasers(user, len(employers))
        for raw in chasers:
            other.deliver(raw, DRAFTS, flags=(r"\Draft", r"\Seen"))
        with running(sys.executable, "-m", "bench.latency", server.host, str(server.imap_port), other.user):
            time.sleep(3)  # both listen by then
            pairs = [(_sample(server, user, one), _sample(server, other, one)) for one in employers]
    return [ours for ours, _ in pairs][_WARM_UP:], [theirs for _, theirs in pairs][_WARM_UP:]


def _wait_for_chasers(user: Mailbox, count: int) -> list[bytes]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        drafts = user.drafts()
        if len(drafts) == count:
            return [draft.raw for draft in drafts]
        time.sleep(0.5)
    raise AssertionError(f"{len(user.drafts())} chasers in Drafts instead of {count}")


def _sample(server: RunningServer, mailbox: Mailbox, employer: Employer) -> float:
    """Seconds from the moment at which the server has taken the answer."""
    raw = employer.rejection(dt.datetime.now(dt.UTC)).replace(b"\n", b"\r\n")
    watching = Bare(server.host, server.imap_port, mailbox.user)
    sending = Bare(server.host, server.imap_port, mailbox.user)
    watching.ask(b"EXAMINE Drafts")
    sending.append(b"INBOX", raw)
    began = time.perf_counter()
    while not any(b"EXPUNGE" in line for line in watching.answer(b"NOOP")):
        if time.perf_counter() - began > 10:
            raise AssertionError(f"{mailbox!r}: the chaser is still there after 10 s")
        time.sleep(0.002)
    took = time.perf_counter() - began
    for one in (watching, sending):
        one.close()
    time.sleep(0.3)  # whoever has answered listens again
    return took


# --- The bare script ---


def main(arguments: Sequence[str]) -> None:
    """Whatever arrives: the newest message is fetched as a pass does it, and the first draft moved to Trash."""
    host, port, user = arguments
    listening, acting = Bare(host, int(port), user), Bare(host, int(port), user)
    listening.ask(b"EXAMINE INBOX")
    while True:
        listening.idle_until(b" EXISTS")
        _act(acting)


def _act(bare: Bare) -> None:
    inbox = [line for line in bare.answer(LIST_STATUS) if b"STATUS" in line[:9] and b"INBOX" in line[:18]]
    uid = _number(rb"UIDNEXT (\d+)", inbox) - 1
    bare.ask(b"EXAMINE INBOX")
    bare.ask(b"UID SEARCH UID %d:*" % uid)
    bare.ask(b"UID FETCH %d (UID RFC822.SIZE BODYSTRUCTURE)" % uid)
    bare.ask(b"UID FETCH %d (UID FLAGS %s)" % (uid, _FIELDS))
    bare.ask(b"UID FETCH %d (UID BODY.PEEK[])" % uid)
    bare.ask(b"EXAMINE Drafts")
    draft = _number(rb"UID (\d+)", bare.answer(b"FETCH 1:* (UID FLAGS %s)" % _FIELDS))
    bare.ask(b"UID FETCH %d (UID BODY.PEEK[])" % draft)
    bare.ask(b"SELECT Drafts")
    bare.ask(b"UID MOVE %d Trash" % draft)
    bare.ask(b"UNSELECT")


def _number(pattern: bytes, lines: Sequence[bytes]) -> int:
    found = re.search(pattern, b"".join(lines))
    if found is None:
        raise AssertionError(f"no {pattern!r} in the answer")
    return int(found[1])


if __name__ == "__main__":
    main(sys.argv[1:])
