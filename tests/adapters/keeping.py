"""A keyring in memory, for tests that look at what is kept; the real ones are in test_credentials.py."""

from __future__ import annotations

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class Kept(KeyringBackend):
    """Keeps in `secrets`, by user name; `locked`: takes nothing."""

    priority = 1

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        assert service == "afterword"
        return self.secrets.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise OSError("locked")
        self.secrets[username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.secrets.pop(username, None) is None:
            raise PasswordDeleteError


def keyring_in_memory(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """From now on, and to the end of the test, the keyring of this process."""
    kept = Kept()
    monkeypatch.setattr("keyring.core._keyring_backend", kept)
    return kept
