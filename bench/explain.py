"""`explain` over the sample mail of the tests: milliseconds a message, start-up aside."""

import email
import email.policy
import subprocess
from functools import partial
from pathlib import Path

from bench.figures import Figure, Goal, seconds
from bench.stage import Stage
from bench.startup import PROGRAM
from tests.understand.letters import letters

SAMPLES = Path(__file__).parents[1] / "tests/mail"
ROUNDS, QUICKLY = 10, 2
_PEER = "the email package, parsed and its text decoded"


def figures(stage: Stage) -> list[Figure]:
    """The time of many copies of each message less that of one, by the number of messages between."""
    kinds = {
        "invites": [file.read_bytes() for file in sorted((SAMPLES / "invites").glob("*.eml"))],
        "answers": [bytes(one.message()) for one in letters("en")],
    }
    rounds = QUICKLY if stage.quick else ROUNDS
    found = []
    for kind, raws in kinds.items():
        once, often = stage.folder / f"{kind}-once", stage.folder / f"{kind}-often"
        _write(once, raws, 1)
        _write(often, raws, 1 + rounds)
        ours = (_explain(often) - _explain(once)) / (rounds * len(raws))
        theirs = seconds(partial(_parse, raws * rounds)) / (rounds * len(raws))
        found.append(
            Figure(f"`explain`, a message: {len(raws)} sample {kind}", ours, "ms", _PEER, theirs, Goal(most=0.010))
        )
    return found


def _write(folder: Path, raws: list[bytes], copies: int) -> None:
    folder.mkdir()
    for copy in range(copies):
        for number, raw in enumerate(raws):
            (folder / f"{copy:02}-{number:03}.eml").write_bytes(raw)


def _explain(folder: Path) -> float:
    command = [*PROGRAM, "explain", "--json", "--me", "kim.okoye@example.org", "--me", "robin@example.org", str(folder)]
    return seconds(lambda: subprocess.run(command, check=True, capture_output=True))


def _parse(raws: list[bytes]) -> None:
    for raw in raws:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_maintype() == "text":
                part.get_payload(decode=True)
