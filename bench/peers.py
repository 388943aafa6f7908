"""The first scan, and a look that finds nothing new, by programs that people use for such things.

python -m bench.peers HOST PORT USER      imap_tools looks for invites, and fetches what holds one
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from afterword.config import load
from bench.figures import Figure, Goal, seconds, side_by_side
from bench.mailboxes import big_mailbox
from bench.raw import PASSWORD, Bare
from bench.scan import find, find_bare, invite_uids
from bench.stage import Stage, engine, mailbox, now
from tests.servers.programs import MissingProgram, find_imapfilter, find_mbsync

_ATTACHED = 60_000
_SCAN, _NO_NEWS = Goal(less=20), Goal(less=10)


def figures(stage: Stage) -> list[Figure]:
    """Each peer finds the same invites in the same mailbox, by the shortest way that its manual shows; then mbsync,
    which has all of the big mailbox by now, looks for news beside a pass that finds none.

    The mail is as heavy as mail is: a peer that fetches it, or has the server search it, has that to carry.
    """
    mbsync, imapfilter = str(find_mbsync()), str(find_imapfilter())
    if find_spec("imap_tools") is None:
        raise MissingProgram("imap_tools is not installed (pip install -e '.[bench]')")
    server, messages, invites = stage.dovecot, stage.messages // 5, stage.invites // 5
    server.fill("heavy", big_mailbox(messages, invites, stage.now, _ATTACHED))
    peers = {
        "imapfilter, SEARCH and FETCH": _program(imapfilter, "-c", _imapfilter(stage, "heavy", invites)),
        "imap_tools, all messages": _program(
            sys.executable, "-m", "bench.peers", server.host, str(server.imap_port), "heavy"
        ),
        "mbsync, into a maildir": _program(mbsync, "-c", _mbsync(stage, "heavy"), "--quiet", "news"),
    }
    with mailbox(stage.configured(server, "heavy")) as ours:
        find(ours, stage, messages, invites)
        warm = min(seconds(lambda: find(ours, stage, messages, invites)) for _ in range(3))
    bare = Bare(server.host, server.imap_port, "heavy")
    floor = min(seconds(lambda: find_bare(bare, stage, invite_uids(messages, invites), messages)) for _ in range(3))
    bare.close()
    what = f"first scan: {messages:,} messages of {_ATTACHED / 3000:.0f} KB"
    found = [Figure(what, warm, "s", "bare commands", floor)]
    found += [Figure(what, warm, "s", name, seconds(peer), _SCAN) for name, peer in peers.items()]

    again = _program(mbsync, "-c", _mbsync(stage, stage.big), "--quiet", "news")
    again()
    with engine(load(stage.settled.config)) as made:
        made.run_pass(now())
        inside, theirs = side_by_side(5, lambda: made.run_pass(now()), again)
    found.append(
        Figure(f"pass with no news, {stage.messages:,} messages", inside, "ms", "mbsync, nothing new", theirs, _NO_NEWS)
    )
    return found


def _program(*command: str) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True, capture_output=True)


def _imapfilter(stage: Stage, user: str, invites: int) -> str:
    """Rules that let the server search for invites, and fetch those."""
    server, file = stage.dovecot, stage.folder / "imapfilter.lua"
    file.write_text(f"""\
options.certificates = false
options.starttls = false
options.timeout = 600
account = IMAP {{ server = "{server.host}", port = {server.imap_port}, username = "{user}", password = "{PASSWORD}" }}
found = account.INBOX:contain_message("text/calendar")
if #found ~= {invites} then error(#found) end
for _, message in ipairs(found) do
  box, uid = table.unpack(message)
  box[uid]:fetch_message()
end
""")
    return str(file)


def _mbsync(stage: Stage, user: str) -> str:
    """A configuration that copies INBOX; mbsync cannot look for less."""
    server, folder = stage.dovecot, stage.folder / f"mbsync-{user}"
    folder.mkdir()
    file = folder / "mbsyncrc"
    file.write_text(f"""\
FSync no

IMAPAccount one
Host {server.host}
Port {server.imap_port}
User {user}
Pass {PASSWORD}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account one

MaildirStore near
Path {folder}/
Inbox {folder}/INBOX

Channel news
Far :far:
Near :near:
Patterns INBOX
Sync Pull
Create Near
SyncState *
""")
    return str(file)


def main(arguments: Sequence[str]) -> None:
    """As the manual of imap_tools shows it: messages in bulk, and a look at what is attached."""
    from imap_tools import MailBoxUnencrypted

    host, port, user = arguments
    with MailBoxUnencrypted(host, int(port)).login(user, PASSWORD) as box:
        invites = 0
        for message in box.fetch(mark_seen=False, bulk=500):
            invites += any(part.get_content_type() == "text/calendar" for part in message.obj.walk())
    print(invites)


if __name__ == "__main__":
    main(sys.argv[1:])
