"""What happens to a mailbox on a bad day: full, renamed, read-only, numbered anew, suddenly empty, or shut to us.

It is told, and once it is over a pass ends in the same state as if nothing had happened.
"""

import datetime as dt
import imaplib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from imapclient import IMAPClient

from afterword.engine.passes import PassReport
from afterword.model import Reach
from tests.faults.grid import Undisturbed
from tests.faults.proxy import BadLine, Fault
from tests.faults.stage import AFTER, LATER, MINUTE, Stage
from tests.servers.cyrus import Cyrus
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox import DRAFTS, Mailbox
from tests.servers.running import PASSWORD, RunningServer, hand_over

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def stage(mailbox: Mailbox, quick_folder: Path) -> Iterator[Stage]:
    """The interview is over."""
    with Stage(mailbox, mailbox.server.imap_port, quick_folder) as one:
        one.interviewed()
        yield one


def told(stage: Stage, report: PassReport, words: str, reach: Reach = Reach.UNREACHABLE) -> None:
    """The pass has failed for the account, and `status` says so in these words."""
    assert list(report.problems) == ["personal"]
    state, problem, _ = stage.said()
    assert state is reach
    assert problem
    assert words in problem, problem


def all_is_well(stage: Stage, wanted: Undisturbed, now: dt.datetime) -> None:
    """A pass has nothing to complain of, and everything is as if nothing had happened."""
    assert not stage.look(now).problems
    assert stage.seen(now) == (wanted.placed if now < LATER else wanted.withdrawn)
    assert stage.said() == (Reach.OK, None, now)
    assert stage.look(now + MINUTE).done == ()


# --- It takes nothing ---


@contextmanager
def _as_admin(cyrus: Cyrus) -> Iterator[IMAPClient]:
    with IMAPClient(cyrus.host, port=cyrus.imap_port, ssl=False, timeout=20) as client:
        client.login("cyrus", PASSWORD)
        yield client


def _set_quota(cyrus: Cyrus, user: str, kilobytes: int) -> None:
    with _as_admin(cyrus) as admin:
        admin._imap._simple_command("SETQUOTA", f'"user/{user}"', f"(STORAGE {kilobytes})")


@pytest.mark.parametrize("imap_server", ["cyrus"], indirect=True)
def test_a_mailbox_that_is_full(stage: Stage, cyrus: Cyrus, wanted: Undisturbed) -> None:
    _set_quota(cyrus, stage.mailbox.user, 1)
    for minutes in (0, 5, 10):
        told(stage, stage.look(AFTER + minutes * MINUTE), "Over quota")
        assert stage.mailbox.drafts() == []
    _set_quota(cyrus, stage.mailbox.user, 10_000)
    all_is_well(stage, wanted, AFTER + 15 * MINUTE)


@pytest.mark.parametrize("imap_server", ["cyrus"], indirect=True)
def test_drafts_that_can_only_be_read(stage: Stage, cyrus: Cyrus, wanted: Undisturbed) -> None:
    user = stage.mailbox.user
    stage.mailbox.folders()
    with _as_admin(cyrus) as admin:
        admin.setacl(f"user/{user}/Drafts", user, "lr")
    for minutes in (0, 5):
        told(stage, stage.look(AFTER + minutes * MINUTE), "Permission denied")
    with _as_admin(cyrus) as admin:
        admin.setacl(f"user/{user}/Drafts", user, "lrswipkxtecdan")
    all_is_well(stage, wanted, AFTER + 10 * MINUTE)


@pytest.mark.parametrize("command", ["APPEND", "SELECT", "UID MOVE"])
def test_a_server_that_refuses_every_change(
    mailbox: Mailbox, quick_folder: Path, wanted: Undisturbed, command: str
) -> None:
    with BadLine(mailbox.server) as line, Stage(mailbox, line.port, quick_folder) as stage:
        stage.interviewed()
        if command == "UID MOVE":
            stage.look(AFTER)
            stage.rejected()
        now = LATER if command == "UID MOVE" else AFTER
        before = stage.mailbox.snapshot()
        line.trouble = lambda number, asked: Fault.NO if asked.startswith(command) else None
        for minutes in (0, 1, 12):
            told(stage, stage.look(now + minutes * MINUTE), "not now")
            assert stage.mailbox.snapshot() == before
        line.calm()
        all_is_well(stage, wanted, now + 13 * MINUTE)


# --- Drafts is gone ---


imaplib.Commands.setdefault("SETMETADATA", ("AUTH", "SELECTED"))


def _unmark(client: IMAPClient, folder: str) -> None:
    """Take away its SPECIAL-USE: Cyrus deletes none that has one."""
    client._imap._simple_command("SETMETADATA", folder, "(/private/specialuse NIL)")


def _without_drafts(mailbox: Mailbox) -> None:
    with mailbox.visit() as client:
        _unmark(client, DRAFTS)
        client.delete_folder(DRAFTS)


@pytest.mark.parametrize("imap_server", ["cyrus"], indirect=True)  # Dovecot is set up here to make it again by itself
def test_drafts_that_were_never_there_are_made(stage: Stage, wanted: Undisturbed) -> None:
    _without_drafts(stage.mailbox)
    all_is_well(stage, wanted, AFTER)


@pytest.mark.parametrize("imap_server", ["cyrus"], indirect=True)
def test_drafts_that_cannot_be_made_yet(cyrus: Cyrus, quick_folder: Path, wanted: Undisturbed) -> None:
    mailbox = Mailbox(cyrus)
    with BadLine(cyrus) as line, Stage(mailbox, line.port, quick_folder) as stage:
        stage.interviewed()
        _without_drafts(mailbox)
        line.trouble = lambda number, asked: Fault.NO if asked.startswith("CREATE") else None
        for minutes in (0, 5):
            told(stage, stage.look(AFTER + minutes * MINUTE), "not now")
        line.calm()
        all_is_well(stage, wanted, AFTER + 10 * MINUTE)


@pytest.mark.parametrize("imap_server", ["cyrus"], indirect=True)
def test_drafts_that_go_by_another_name_for_a_while(stage: Stage, wanted: Undisturbed) -> None:
    stage.look(AFTER)
    with stage.mailbox.visit() as client:
        _unmark(client, DRAFTS)
        client.rename_folder(DRAFTS, "Put away")
    before = stage.mailbox.snapshot()
    for minutes in (1, 12, 25):
        told(stage, stage.look(AFTER + minutes * MINUTE), "the folder for drafts is gone")
        assert stage.mailbox.snapshot() == before
    with stage.mailbox.visit() as client:
        client.rename_folder("Put away", DRAFTS)
    all_is_well(stage, wanted, AFTER + 29 * MINUTE)


@pytest.mark.parametrize("imap_server", ["cyrus"], indirect=True)
def test_drafts_that_keep_their_mark_under_another_name(stage: Stage, wanted: Undisturbed) -> None:
    stage.look(AFTER)
    with stage.mailbox.visit() as client:
        client.rename_folder(DRAFTS, "Entwürfe")
    stage.look(AFTER + MINUTE)
    with stage.mailbox.visit() as client:
        client.rename_folder("Entwürfe", DRAFTS)
    all_is_well(stage, wanted, AFTER + 2 * MINUTE)


# --- Numbered anew ---


def _copied_into_a_new_folder(mailbox: Mailbox) -> None:
    """All drafts have other UIDs under another UIDVALIDITY, as after a move to another server."""
    old = f"Old-{token_hex(4)}"  # Cyrus keeps what is deleted, by name and second
    with mailbox.visit() as client:
        client.rename_folder(DRAFTS, old)
        if not client.folder_exists(DRAFTS):
            client.create_folder(DRAFTS)
        client.select_folder(old)
        if uids := client.search("ALL"):
            client.copy(uids, DRAFTS)
        client.unselect_folder()
        if client.has_capability("METADATA"):
            _unmark(client, old)
        client.delete_folder(old)


def test_drafts_that_are_numbered_anew(stage: Stage, wanted: Undisturbed) -> None:
    stage.look(AFTER)
    _copied_into_a_new_folder(stage.mailbox)
    all_is_well(stage, wanted, AFTER + MINUTE)
    stage.rejected()
    _copied_into_a_new_folder(stage.mailbox)
    stage.look(LATER)
    all_is_well(stage, wanted, LATER + 2 * MINUTE)


def test_drafts_that_are_numbered_anew_in_the_middle_of_a_pass(
    mailbox: Mailbox, quick_folder: Path, wanted: Undisturbed
) -> None:
    with BadLine(mailbox.server) as line, Stage(mailbox, line.port, quick_folder) as stage:
        stage.interviewed()
        stage.look(AFTER)
        stage.rejected()
        moved: list[int] = []

        def trouble(number: int, command: str) -> None:
            if command.startswith("UID MOVE") and not moved:
                moved.append(number)
            elif moved == [number - 1]:  # the first draft is in Trash, the others are about to follow
                _copied_into_a_new_folder(mailbox)

        line.trouble = trouble
        told(stage, stage.look(LATER), "UIDVALIDITY")
        line.calm()
        stage.look(LATER + MINUTE)
        all_is_well(stage, wanted, LATER + 3 * MINUTE)


# --- Suddenly empty ---


@contextmanager
def _without_its_mail(dovecot: Dovecot, user: str) -> Iterator[None]:
    """The server has lost the mailbox, and makes an empty one; at the end the old one is back."""
    mail = dovecot.folder / "mail" / user
    mail.rename(mail.with_name(f"{user}-away"))
    yield
    shutil.rmtree(mail)
    mail.with_name(f"{user}-away").rename(mail)
    hand_over(mail)


@pytest.mark.parametrize("imap_server", ["dovecot"], indirect=True)
def test_a_mailbox_that_is_suddenly_empty_for_days(stage: Stage, dovecot: Dovecot, wanted: Undisturbed) -> None:
    stage.look(AFTER)
    stage.engine.close()
    with _without_its_mail(dovecot, stage.mailbox.user):
        for span in (MINUTE, HOUR, DAY, 3 * DAY):
            told(stage, stage.look(AFTER + span), "INBOX is empty")
        assert stage.mailbox.drafts() == []
        stage.engine.close()
    all_is_well(stage, wanted, AFTER + 2 * MINUTE)
    stage.rejected()
    all_is_well(stage, wanted, LATER)


def test_drafts_that_are_empty_for_a_moment(stage: Stage, wanted: Undisturbed) -> None:
    stage.look(AFTER)
    kept = [(one.raw, one.flags - {r"\Recent"}) for one in stage.mailbox.drafts()]
    for one in stage.mailbox.drafts():
        stage.mailbox.delete(one.uid, through_trash=False)
    for minutes in (1, 5, 9):
        assert stage.look(AFTER + minutes * MINUTE).next_look is not None
        assert stage.mailbox.drafts() == []
    for raw, flags in kept:  # restored with other numbers
        stage.mailbox.deliver(raw, DRAFTS, flags=sorted(flags))
    stage.look(AFTER + 10 * MINUTE)
    assert sorted(stage.seen(AFTER).drafts) == sorted(wanted.placed.drafts)
    assert len(stage.mailbox.drafts()) == len(kept)  # a new number under one UIDVALIDITY: they are the user's now


# --- Shut to us ---


def test_a_login_that_is_refused_for_a_while(mailbox: Mailbox, quick_folder: Path, wanted: Undisturbed) -> None:
    with BadLine(mailbox.server) as line, Stage(mailbox, line.port, quick_folder) as stage:
        stage.interviewed()
        line.trouble = lambda number, asked: Fault.NO if asked.startswith("AUTHENTICATE") else None
        for minutes in (0, 5, 60):
            told(stage, stage.look(AFTER + minutes * MINUTE), "refuses the login", Reach.REFUSED)
        line.calm()
        all_is_well(stage, wanted, AFTER + 15 * MINUTE)


@pytest.mark.parametrize("how", ["restarted", "killed"])
def test_a_server_that_goes_down_in_the_middle_of_a_pass(
    imap_server: RunningServer, quick_folder: Path, wanted: Undisturbed, how: str
) -> None:
    mailbox = Mailbox(imap_server)
    with BadLine(imap_server) as line, Stage(mailbox, line.port, quick_folder) as stage:
        stage.interviewed()
        met: list[str] = []

        def down(asked: str) -> None:
            if asked.startswith("APPEND") and not met:
                met.append(asked)
                if how == "killed":
                    imap_server.kill()
                imap_server.restart()

        line.after = down
        told(stage, stage.look(AFTER), "")
        assert met
        all_is_well(stage, wanted, AFTER + MINUTE)
