"""From a decided follow-up to the message that lies in Drafts.

``write`` makes the words of a brief out of a ``Shelf`` of notes, ``message`` the RFC 5322 message that carries them,
``new_message_id`` the name of one version of a draft, ``renamed`` the same draft under another, and ``digest`` tells
what a draft says, however a server or a client keeps it. ``notice_letter``, ``notice_message`` and ``summary`` are for
the owner.
"""

from afterword.compose.digest import digest
from afterword.compose.facts import noted
from afterword.compose.language import closest_language
from afterword.compose.message import message, new_message_id, notice_message, renamed
from afterword.compose.notes import write
from afterword.compose.notices import notice_letter, summary
from afterword.compose.shelf import Shelf

__all__ = [
    "Shelf",
    "closest_language",
    "digest",
    "message",
    "new_message_id",
    "noted",
    "notice_letter",
    "notice_message",
    "renamed",
    "summary",
    "write",
]
