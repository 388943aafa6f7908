"""Nothing is sent, by the word of the kernel: every address that any process of a whole run has connected to, bound or
sent to, written down by strace. It sees what an audit hook of Python does not: libraries in C, and other programs.
"""

import re
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.scenarios import world as stages
from tests.scenarios.letters import LUCY, Event, google_invite, rejection
from tests.scenarios.world import World, moment
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import Mailbox
from tests.servers.programs import MissingProgram, find_strace
from tests.servers.smtpsink import SmtpSink

pytestmark = pytest.mark.system

_INTERNET = re.compile(
    r'sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\("([^"]+)"\)|"([0-9a-f:]+)", &sin6)'
)
_UNIX = re.compile(r'sa_family=AF_UNIX, sun_path=(@?"[^"]*")')
_FAMILY = re.compile(r"sa_family=(AF_\w+)")
_TELLING = "connect,sendto,sendmsg,sendmmsg,bind,accept,accept4"


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """One server is enough here."""
    return Mailbox(dovecot)


@pytest.fixture
def traced(world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which strace writes down what ``freshly_started`` and ``service`` ask of the network."""
    try:
        strace = find_strace()
    except MissingProgram as problem:
        missing(problem)
    found = world.folder / "strace"
    # -D: the program itself is our child, so that it gets our signals.
    tracing = [str(strace), "-D", "-f", "-qq", "-A", "-s", "200", "-e", f"trace={_TELLING}", "-e", "signal=none"]
    monkeypatch.setattr(stages, "_PROGRAM", [*tracing, "-o", str(found), *stages._PROGRAM])
    return found


def addresses_in(trace: str) -> set[tuple[str, str]]:
    """(host, port) of the internet, ("unix", path), or (family, ""): all that stands in the calls."""
    found: set[tuple[str, str]] = set()
    for line in trace.splitlines():
        for part in line.split("sa_family=")[1:]:
            shown = f"sa_family={part}"
            if internet := _INTERNET.match(shown):
                found.add((internet[2] or internet[3], internet[1]))
            elif unix := _UNIX.match(shown):
                found.add(("unix", unix[1].strip('@"')))
            elif family := _FAMILY.match(shown):
                found.add((family[1], ""))
    return found


@pytest.mark.timeout(300)
def test_the_kernel_sees_no_connection_but_to_the_mail_server(world: World, traced: Path) -> None:
    server = world.mailbox.server
    invite = google_invite(Event(moment("2025-11-25 14:00"), moment("2025-11-25 15:00")), moment("2025-11-18 09:30"))
    with SmtpSink() as sink:
        world.deliver(invite)
        for when in ("2025-11-18 10:00", "2025-11-25 16:05"):
            world.at(when)
            assert world.freshly_started("run", "--once").status == 0
        assert len(world.drafts()) == 2
        for draft in world.drafts():
            world.mailbox.send_draft(draft.uid)
        world.at("2025-12-05 09:01")
        assert world.freshly_started("run", "--once").status == 0
        assert world.drafted_to() == [LUCY.email]
        for command in (("plan",), ("status",), ("doctor",), ("log",)):
            assert world.freshly_started(*command).status == 0
        world.at("2025-12-05 10:00")
        with world.service():
            world.settle()
            world.deliver(rejection(moment("2025-12-05 09:59")))
            world.wait_for("the chaser goes", 60, lambda: world.follow_ups("chaser") == {LUCY.email: "withdrawn"})
        assert (sink.connections, sink.messages) == (0, [])
    seen = addresses_in(traced.read_text())
    notices = str(world.folder / "notify")
    outside = {
        (host, port)
        for host, port in seen
        if (host, port) not in {(server.host, str(server.imap_port)), ("unix", notices)}
        # glibc looks for its name service's cache, and asks the kernel for our own addresses; nothing leaves by either.
        and (host, port) not in {("unix", "/var/run/nscd/socket"), ("AF_NETLINK", ""), ("AF_UNSPEC", "")}
    }
    assert (server.host, str(server.imap_port)) in seen
    assert ("unix", notices) in seen
    assert not outside


@pytest.mark.timeout(60)
def test_the_trace_on_which_that_relies_sees_what_leaves(world: World, traced: Path, dovecot: Dovecot) -> None:
    other = Mailbox(dovecot)
    with SmtpSink() as sink:
        world.configure(stages.account(other, port=sink.port))
        assert world.freshly_started("run", "--once").status == 75
        assert (sink.host, str(sink.port)) in addresses_in(traced.read_text())
    world.ports.append(sink.port)
