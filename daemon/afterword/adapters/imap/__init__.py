"""Talking to an IMAP server: one mailbox, read without a trace and changed in Drafts alone."""

from afterword.adapters.imap.mailbox import Mailbox
from afterword.adapters.imap.reading import Found
from afterword.adapters.imap.session import Detached, Opened
from afterword.adapters.imap.structure import Part, Structure

__all__ = ["Detached", "Found", "Mailbox", "Opened", "Part", "Structure"]
