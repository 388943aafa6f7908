"""Fuzzes the targets one after the other, each in a process of its own; what breaks something is kept.

    python -m tests.fuzz [TARGET ...] [--seconds N] [--corpus FOLDER]

Ends with status 1 where anything was found. The inputs that reach something new stay in ``--corpus`` for the next time.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.seeds import seeds, words
from tests.fuzz.targets import TARGETS

_MOST_FINDS = 10
_LONGEST = {"idle": 2_000, "dates": 2_000, "imap": 8_000, "debrief": 8_000}  # bytes of an input; 32,000 for the others


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    parser.add_argument(
        "--corpus", type=Path, default=Path(".fuzz"), help="what was tried and is worth keeping (.fuzz)"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.targets) - TARGETS.keys():
        parser.error(f"no target {min(unknown)!r}; there are {', '.join(TARGETS)}")
    dictionary = arguments.corpus / "words"
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words()))
    found = sum(_fuzz(name, arguments.seconds, arguments.corpus) for name in arguments.targets or TARGETS)
    return 1 if found else 0


def _escaped(word: bytes) -> str:
    return "".join(chr(byte) if 32 < byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word)


def _fuzz(name: str, seconds: int, corpus: Path) -> int:
    """How many inputs were found that break the target; each is kept in ``corpus``, and named."""
    own, finds = corpus / name, corpus / f"{name}.found"
    for folder in (own, finds):
        folder.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (own / f"seed-{number:04}").write_bytes(seed)
    until, found = time.monotonic() + seconds, 0
    while (left := int(until - time.monotonic())) > 0 and found < _MOST_FINDS:
        command = [sys.executable, "-m", "tests.fuzz.one", name, str(own), f"-max_total_time={left}"]
        command += [f"-dict={corpus / 'words'}", f"-artifact_prefix={finds}/", f"-max_len={_LONGEST.get(name, 32_000)}"]
        with (corpus / f"{name}.log").open("ab") as log:
            done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
        found += done.returncode != 0
    where = f": see {finds} and {name}.log" if found else ""
    print(f"{name}: {_summary(corpus / f'{name}.log')}, {found} found{where}", flush=True)
    return found


def _summary(log: Path) -> str:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.startswith("stat::")]
    kept = {line.split(":")[2]: line.split()[-1] for line in lines}
    return f"{kept.get('number_of_executed_units', '?')} inputs, peak {kept.get('peak_rss_mb', '?')} MB"


if __name__ == "__main__":
    sys.exit(main())
