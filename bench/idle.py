"""What a service costs that has nothing to do: an account in use, all three clients in IDLE for the same minutes."""

import datetime as dt
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from afterword.service.wakes import Tempo
from bench.figures import Figure, Goal
from bench.mailboxes import Employer
from bench.processes import Usage, running, settled, usage
from bench.raw import PASSWORD, Bare
from bench.stage import Stage
from bench.startup import PROGRAM
from tests.servers.programs import find_imapfilter

_BARE = Path(__file__).with_name("idling.py")
SECONDS, QUICKLY = Tempo().poll, 10.0
"""Between two looks at all folders: whenever it begins, there is just one in that time. (imapclient makes none.)"""
_ANSWERS = 20
"""Of the day's work before: so many answers are taken in."""


def figures(stage: Stage) -> list[Figure]:
    """Memory, wake-ups and CPU beside those of bare imapclient and imapfilter."""
    imapfilter = str(find_imapfilter())
    server, day = stage.dovecot, stage.day
    watched = QUICKLY if stage.quick else SECONDS
    rules = stage.folder / "idle.lua"
    rules.write_text(f"""\
options.certificates = false
options.starttls = false
account = IMAP {{ server = "{server.host}", port = {server.imap_port}, username = "day", password = "{PASSWORD}" }}
while true do account.INBOX:enter_idle() end
""")
    with ExitStack() as stack:
        ours = stack.enter_context(running(*PROGRAM, "--config", str(day.config), "run"))
        _work(stage)
        place = (server.host, str(server.imap_port), "day", PASSWORD)
        bare = stack.enter_context(running(sys.executable, str(_BARE), *place))
        lua = stack.enter_context(running(imapfilter, "-c", str(rules)))
        before = settled(ours, bare, lua)  # a late start, and what is tidied up after the work, are no idling
        time.sleep(watched)
        (run, client, program) = (_between(was, usage(one)) for was, one in zip(before, (ours, bare, lua), strict=True))
    what = f"idle for {watched:.0f} s, {day.messages:,} messages, {day.applications} applications"
    hour = 3600 / watched
    return [
        Figure(f"{what}: memory", run.resident, "MB", "imapclient", client.resident, Goal(most=55 * 2**20)),
        Figure("the same: wake-ups", run.wakes, "", "imapclient", client.wakes, Goal(times=1)),
        Figure("the same: wake-ups", run.wakes, "", "imapfilter", program.wakes),
        Figure("the same: CPU, an hour", run.cpu * hour, "ms", "imapclient", client.cpu * hour, Goal(most=0.2)),
    ]


def _work(stage: Stage) -> None:
    """A day's work: answers come in, and what they mean is carried out."""
    time.sleep(5)
    sending = Bare(stage.dovecot.host, stage.dovecot.imap_port, "day")
    for number in range(_ANSWERS):
        raw = Employer(number).rejection(dt.datetime.now(dt.UTC)).replace(b"\n", b"\r\n")
        sending.append(b"INBOX", raw)
        time.sleep(0.25)
    sending.close()


def _between(before: Usage, after: Usage) -> Usage:
    return Usage(after.resident, after.wakes - before.wakes, after.cpu - before.cpu, after.threads)
