"""The first scan of a big mailbox: invites found among ordinary mail, and fetched. Understanding them is not in it."""

from afterword.adapters.imap import Mailbox
from bench.figures import Figure, Goal, seconds, side_by_side
from bench.mailboxes import SPREAD
from bench.raw import Bare, Meter
from bench.stage import Stage, mailbox

TIMES = 5
_PEER = "bare commands"


def figures(stage: Stage) -> list[Figure]:
    """Wall time where the server has parsed the mail before, and where it has not; and bytes both ways."""
    server, user = stage.dovecot, stage.big
    size = f"{stage.messages:,} messages, {stage.invites} invites"
    fresh = stage.filled("fresh"), stage.filled("fresh-bare")
    with mailbox(stage.configured(server, fresh[0])) as ours:
        cold = seconds(lambda: find(ours, stage))
    bare = Bare(server.host, server.imap_port, fresh[1])
    uids = invite_uids(stage.messages, stage.invites)
    cold_bare = seconds(lambda: find_bare(bare, stage, uids))
    bare.close()

    bare = Bare(server.host, server.imap_port, user)
    find_bare(bare, stage, uids)  # Dovecot keeps what it has parsed
    with mailbox(stage.configured(server, user)) as ours:
        warm, warm_bare = side_by_side(TIMES, lambda: find(ours, stage), lambda: find_bare(bare, stage, uids))
    bare.close()

    meter, bare_meter = Meter(server.host, server.imap_port), Meter(server.host, server.imap_port)
    with mailbox(stage.configured(server, user, meter.port)) as ours:
        find(ours, stage)
    bare = Bare(bare_meter.host, bare_meter.port, user)
    find_bare(bare, stage, uids)
    bare.close()
    for one in (meter, bare_meter):
        one.close()
    total, total_bare = (one.sent + one.received for one in (meter, bare_meter))
    return [
        Figure(f"first scan: {size}", warm, "s", _PEER, warm_bare, Goal(times=1.3)),
        Figure("the same, the server having parsed none of it yet", cold, "s", _PEER, cold_bare, Goal(times=1.3)),
        Figure("the same, bytes both ways", total, "KB", _PEER, total_bare, Goal(times=1.2)),
    ]


def find(ours: Mailbox, stage: Stage, messages: int | None = None, invites: int | None = None) -> None:
    """As a pass does it, without reading what it has found; in the big mailbox, or in one of so many messages."""
    uids = ours.uids("INBOX", since=(stage.now - SPREAD).date())
    shapes = list(ours.calendar_structures("INBOX", uids))
    found = sum(1 for _ in ours.messages("INBOX", shapes))
    if (len(uids), found) != (messages or stage.messages, invites or stage.invites):
        raise AssertionError(f"{found} invites in {len(uids)} messages")


def find_bare(bare: Bare, stage: Stage, uids: bytes, messages: int | None = None) -> None:
    """The fewest commands that get the same; ``uids`` are those of the invites."""
    since = f"{stage.now - SPREAD:%d-%b-%Y}".encode()
    bare.ask(b"EXAMINE INBOX")
    bare.ask(b"UID SEARCH RETURN (ALL) SINCE " + since)
    bare.ask(b"UID FETCH 1:%d (UID RFC822.SIZE BODYSTRUCTURE)" % (messages or stage.messages))
    bare.ask(b"UID FETCH %s (UID BODY.PEEK[])" % uids)


def invite_uids(messages: int, invites: int) -> bytes:
    """Where the invites lie among so many messages, as a set of IMAP."""
    every = max(1, messages // max(1, invites))
    return b",".join(b"%d" % (every * number) for number in range(1, invites + 1))
