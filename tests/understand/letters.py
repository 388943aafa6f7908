"""The answers of tests/mail/replies as messages."""

import tomllib
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "mail" / "replies"
WRITTEN = "Wed, 06 May 2026 10:00:00 +0100"


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer and what it means. ``by``: the promised day, ISO, or None."""

    signal: str
    text: str
    by: str | None = None
    subject: str = "Re: Thank you"
    thread: bool = True

    def message(self, text: str | None = None) -> EmailMessage:
        """It as a message, with another ``text`` where one is given."""
        mail = EmailMessage()
        mail["From"] = "Mara Lindholm <mara@tern-vale.example>"
        mail["To"] = "Robin Vale <robin@example.org>"
        mail["Subject"] = self.subject
        mail["Date"] = WRITTEN
        mail["Message-ID"] = "<answer@tern-vale.example>"
        if self.thread:
            mail["In-Reply-To"] = "<thanks@example.org>"
        mail.set_content(self.text.strip() if text is None else text)
        return mail


@cache
def letters(language: str) -> tuple[Letter, ...]:
    """The answers in a language."""
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return tuple(Letter(**entry) for entry in data["message"])
