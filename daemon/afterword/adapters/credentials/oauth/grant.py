"""What is kept of access that was given: a refresh token, and the secret of the program where there is one."""

import json

from msgspec import Struct


class Grant(Struct, frozen=True):
    """Access that was given to the program ``client_id`` of the configuration.

    ``client_secret`` is what Google gives to programs on a desktop, too (RFC 8252, 8.5: it proves nothing).
    """

    refresh_token: str
    client_secret: str | None = None

    @classmethod
    def read(cls, text: str) -> "Grant":
        """The grant that was kept as ``text``; what is no JSON object is taken for the refresh token alone."""
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            return cls(text.strip())
        secret = found.get("client_secret")
        return cls(str(found.get("refresh_token", "")), str(secret) if secret is not None else None)

    def written(self) -> str:
        """As a secret for the keyring: one line."""
        fields = {"refresh_token": self.refresh_token, "client_secret": self.client_secret}
        return json.dumps({key: value for key, value in fields.items() if value is not None})

    def __repr__(self) -> str:
        return "Grant(...)"
