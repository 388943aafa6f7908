"""What is kept between passes: the ledger (SQLite) and the small files beside it, in one private folder."""

from afterword.adapters.ledger.files import (
    StateLock,
    make_private_folder,
    read_last_pass,
    wake_writer,
    write_last_pass,
    writer,
)
from afterword.adapters.ledger.health import damage_of, faults_of_state, no_room
from afterword.adapters.ledger.rescue import open_ledger
from afterword.adapters.ledger.store import Ledger
from afterword.adapters.ledger.transfer import LONGEST_LINE, Exported, exported, is_empty, read_exported, replace_state

__all__ = [
    "LONGEST_LINE",
    "Exported",
    "Ledger",
    "StateLock",
    "damage_of",
    "exported",
    "faults_of_state",
    "is_empty",
    "make_private_folder",
    "no_room",
    "open_ledger",
    "read_exported",
    "read_last_pass",
    "replace_state",
    "wake_writer",
    "write_last_pass",
    "writer",
]
