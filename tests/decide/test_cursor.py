"""What of a folder is to be read."""

from msgspec.structs import replace

from afterword.decide import ToRead, answers_in, folders_to_read, looks_lost, news_in, read_so_far
from afterword.model import Cursor, FolderStatus, Role
from tests.decide.build import at

BACK = at("2026-10-26 00:00")
FOLDER = FolderStatus("INBOX", Role.INBOX, uidvalidity=1, uidnext=101, messages=100)
SAVED = Cursor("home", "INBOX", uidvalidity=1, uidnext=101, reader=3, context="c")


def test_a_new_folder_is_read_as_far_back_as_the_settings_say() -> None:
    assert news_in(None, FOLDER, 3, BACK) == ToRead(0, BACK)
    assert news_in(None, replace(FOLDER, messages=0), 3, BACK) is None


def test_without_news_nothing_is_read() -> None:
    assert news_in(SAVED, FOLDER, 3, BACK) is None
    assert answers_in(SAVED, FOLDER, 3, "c", BACK) is None


def test_of_news_only_the_new_is_read_however_old_it_says_it_is() -> None:
    assert news_in(SAVED, replace(FOLDER, uidnext=104), 3, BACK) == ToRead(100, None)


def test_a_folder_numbered_anew_or_read_by_an_older_reader_is_read_again() -> None:
    assert news_in(SAVED, replace(FOLDER, uidvalidity=2), 3, BACK) == ToRead(0, BACK)
    assert news_in(SAVED, FOLDER, 4, BACK) == ToRead(0, BACK)


def test_a_folder_that_was_never_used_has_no_number_yet_and_then_all_in_it_is_news() -> None:
    empty = replace(FOLDER, uidnext=1, messages=0)
    saved = read_so_far(None, empty, "home", 3, "c")
    assert saved == replace(SAVED, uidnext=1)
    later = replace(empty, uidvalidity=2)  # as Courier has it
    assert news_in(saved, later, 3, BACK) is None
    assert read_so_far(saved, later, "home", 3, "c") == saved
    used = replace(later, uidvalidity=7, uidnext=3, messages=2)
    assert news_in(saved, used, 3, BACK) == ToRead(0, None)
    assert read_so_far(saved, used, "home", 3, "c") == replace(SAVED, uidvalidity=7, uidnext=3)
    assert read_so_far(SAVED, later, "home", 3, "c") == replace(SAVED, uidvalidity=2, uidnext=1)


def test_for_answers_old_mail_is_read_anew_once_the_applications_are_others() -> None:
    assert answers_in(SAVED, FOLDER, 3, "other", BACK) == ToRead(0, BACK)
    assert answers_in(SAVED, replace(FOLDER, messages=0), 3, "other", BACK) is None
    assert answers_in(None, FOLDER, 3, "c", BACK) == ToRead(0, BACK)


def test_an_empty_folder_with_other_numbers_is_a_mailbox_that_was_lost() -> None:
    emptied = replace(FOLDER, messages=0)
    assert looks_lost(SAVED, replace(emptied, uidvalidity=2, uidnext=1))
    assert looks_lost(SAVED, replace(emptied, uidnext=1))


def test_a_folder_that_its_owner_has_cleared_or_that_was_always_empty_is_none() -> None:
    emptied = replace(FOLDER, messages=0)
    assert not looks_lost(SAVED, emptied)
    assert not looks_lost(None, emptied)
    assert not looks_lost(SAVED, replace(FOLDER, uidvalidity=2))
    assert not looks_lost(replace(SAVED, uidnext=1), replace(emptied, uidvalidity=2, uidnext=1))


def folder(name: str, role: Role) -> FolderStatus:
    return FolderStatus(name, role, uidvalidity=1, uidnext=5, messages=4)


def names(folders: tuple[FolderStatus, ...]) -> list[str]:
    return [one.name for one in folders]


ORDINARY = (
    folder("INBOX", Role.INBOX),
    folder("Drafts", Role.DRAFTS),
    folder("Sent", Role.SENT),
    folder("Trash", Role.TRASH),
    folder("Junk", Role.JUNK),
    folder("Jobs", Role.OTHER),
)
GMAIL = (*ORDINARY, folder("[Gmail]/All Mail", Role.ALL))


def test_every_folder_but_drafts_and_trash_is_read() -> None:
    assert names(folders_to_read(ORDINARY)) == ["INBOX", "Sent", "Junk", "Jobs"]


def test_labels_do_not_double_what_all_mail_holds() -> None:
    assert names(folders_to_read(GMAIL)) == ["INBOX", "Sent", "Junk", "[Gmail]/All Mail"]


def test_chosen_folders_are_read_beside_inbox_and_sent() -> None:
    assert names(folders_to_read(ORDINARY, only=["Jobs"])) == ["INBOX", "Sent", "Jobs"]


def test_labels_are_read_where_all_mail_is_not() -> None:
    without = ["INBOX", "Sent", "Junk", "Jobs"]
    assert names(folders_to_read(GMAIL, skipped=["[Gmail]/All Mail"])) == without
    assert names(folders_to_read(GMAIL, only=["Jobs"])) == ["INBOX", "Sent", "Jobs"]
    assert names(folders_to_read(GMAIL, only=["[Gmail]/All Mail"])) == ["INBOX", "Sent", "[Gmail]/All Mail"]


def test_skipped_folders_are_not_read() -> None:
    assert names(folders_to_read(ORDINARY, skipped=["Jobs", "Junk"])) == ["INBOX", "Sent"]
