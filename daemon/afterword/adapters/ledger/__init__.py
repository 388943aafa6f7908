"""What is kept between passes: the ledger (SQLite) and the small files beside it, in one private folder."""

from afterword.adapters.ledger.files import StateLock, read_last_pass, wake_writer, write_last_pass
from afterword.adapters.ledger.store import Ledger

__all__ = ["Ledger", "StateLock", "read_last_pass", "wake_writer", "write_last_pass"]
