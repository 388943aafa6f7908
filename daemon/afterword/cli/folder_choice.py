"""Which folder is for what, where the server does not tell: asked in `afterword setup`, or given as its arguments."""

from argparse import Namespace

from afterword.adapters.credentials import secret_for
from afterword.adapters.imap import Mailbox
from afterword.cli.asking import Questions
from afterword.cli.plain import plain
from afterword.config import Account
from afterword.model import Role

_KEYS = {Role.DRAFTS: "drafts_folder", Role.SENT: "sent_folder", Role.TRASH: "trash_folder"}
_WHAT = {Role.SENT: "has what you sent", Role.TRASH: "is the one for what was thrown away"}


def given(options: Namespace) -> tuple[tuple[str, str], ...]:
    """The folders that the command line names, by the keys of the configuration."""
    return tuple((key, getattr(options, key)) for key in _KEYS.values() if getattr(options, key))


def chosen(account: Account, questions: Questions) -> tuple[tuple[str, str], ...]:
    """The folders that the user names, by the keys of the configuration; empty where the server tells enough.

    Drafts is not asked for: where there is none, the first pass makes it.

    :raises LoginRefused: no login. :raises Transient: the server cannot be reached.
    """
    if not questions.possible:
        return ()
    with Mailbox(account, lambda: secret_for(account)) as mailbox:
        folders = mailbox.folders()
    known = {folder.role for folder in folders}
    names = sorted(folder.name for folder in folders)
    answers = []
    for role, what in _WHAT.items():
        if role not in known and getattr(account, _KEYS[role]) is None:
            print(f"The server does not say which folder {what}. There are: {plain(', '.join(names))}.")
            name = questions.answer(
                f"Which folder {what} (“-” for none)", None, "-", lambda typed: _no_folder(typed, names)
            )
            answers += [(_KEYS[role], name)] if name != "-" else []
    return tuple(answers)


def _no_folder(typed: str, names: list[str]) -> str | None:
    return None if typed in ("-", *names) else f"There is no folder “{typed}”."
