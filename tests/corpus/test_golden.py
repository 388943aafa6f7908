"""How every message of `seen` is read, to be looked at line by line when a change reads it otherwise.

``AFTERWORD_UPDATE_GOLDEN=1 pytest tests/corpus/test_golden.py`` (``make golden``) writes the files anew.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from afterword.cli.main import main

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
_REPLY = ("signal", "application", "feedback_by", "returns_on", "bounced", "ask")


def read_anew(corpus: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What `explain` says of each message, a line each, without its reasons."""
    folder = HERE / corpus / "seen"
    context = ["--applications", str(folder / "applications.jsonl")] if corpus == "replies" else []
    owner = ["--me", "sam.rivera@example.org", "--me", "sam@rivera.example"]
    assert main(["explain", "--json", *owner, *context, str(folder / "eml")]) == 0
    answers = map(json.loads, capsys.readouterr().out.splitlines())
    return "".join(f"{line}\n" for line in sorted(map(_line, answers)))


def _line(answer: dict[str, Any]) -> str:
    parts = [Path(answer["file"]).name, *map(_invite, answer["invites"])]
    reply = answer["reply"]
    if reply:
        parts.append(" ".join(str(reply[key]) for key in _REPLY if reply.get(key)))
    return " | ".join(parts)


def _invite(invite: dict[str, Any]) -> str:
    people = ", ".join(f"{one['first_name']} <{one['email']}>" for one in invite["interviewers"])
    told = (invite["verdict"], invite["start"], invite["end"], invite["company"], invite["role"], people)
    return "; ".join(str(value) for value in (*told, "cancelled" if invite["cancelled"] else None) if value)


@pytest.mark.parametrize("corpus", ["invites", "replies"])
def test_every_message_is_read_as_it_was(corpus: str, capsys: pytest.CaptureFixture[str]) -> None:
    golden, now = GOLDEN / f"{corpus}.txt", read_anew(corpus, capsys)
    if os.environ.get("AFTERWORD_UPDATE_GOLDEN"):
        golden.write_text(now, encoding="utf-8")
    assert now == golden.read_text(encoding="utf-8"), "look at each change, then `make golden`"
