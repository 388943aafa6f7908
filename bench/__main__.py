"""`python -m bench [BENCH ...] [--quick] [--messages N] [--invites N] [--write PAGE]`: see the package."""

import argparse
import compileall
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import deciding, explain, fleet, growth, idle, latency, passes, peers, scan, startup
from bench.figures import Figure, machine, table
from bench.stage import Stage
from tests.servers.programs import MissingProgram

BENCHES: dict[str, Callable[[Stage], list[Figure]]] = {
    "scan": scan.figures,
    "peers": peers.figures,
    "passes": passes.figures,
    "latency": latency.figures,
    "idle": idle.figures,
    "startup": startup.figures,
    "deciding": deciding.figures,
    "explain": explain.figures,
    "fleet": fleet.figures,
    "growth": growth.figures,
}
ASKED_FOR = {"huge": growth.huge}
"""Run only where they are named."""

SIZE, QUICK_SIZE = (100_000, 1_000), (5_000, 50)
"""Messages and invites of the big mailbox."""

_BEGIN, _END = "<!-- measured -->\n", "<!-- end -->\n"


def main() -> int:
    """Run the benches that were named (by default all), and print one table. 1 where one could not run."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    known = {**BENCHES, **ASKED_FOR}
    parser.add_argument("benches", metavar="BENCH", nargs="*", help=f"{', '.join(known)}; by default all but huge")
    parser.add_argument("--quick", action="store_true", help="smaller and shorter: two minutes in all")
    parser.add_argument("--messages", type=int, help=f"size of the big mailbox ({SIZE[0]})")
    parser.add_argument("--invites", type=int, help=f"invites in it ({SIZE[1]})")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page, between its marks")
    options = parser.parse_args()
    if unknown := set(options.benches) - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    size = QUICK_SIZE if options.quick else SIZE
    messages, invites = options.messages or size[0], options.invites or size[1]
    if not 0 < invites <= messages:
        parser.error("a mailbox holds its invites")
    for folder in ("daemon", "bench", "tests"):  # as an installed package is
        compileall.compile_dir(folder, quiet=2)
    figures: list[Figure] = []
    missing = False
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), messages, invites, options.quick)
        with stage.closing:
            for name in options.benches or BENCHES:
                began = time.monotonic()
                print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
                try:
                    figures += known[name](stage)
                except MissingProgram as problem:
                    missing = True
                    print(f"LEFT OUT: {problem}", file=sys.stderr)
                except (
                    AssertionError,
                    OSError,
                    subprocess.SubprocessError,
                ) as problem:  # the others are measured still
                    missing = True
                    print(f"FAILED: {problem}", file=sys.stderr)
                else:
                    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    command = " ".join(["python -m bench", *_arguments(sys.argv[1:])])
    took = f"`{command}`, {time.monotonic() - begun:.0f} s, {dt.datetime.now(dt.UTC).date().isoformat()}"
    report = f"{machine(os.cpu_count() or 1)}\n{took}\n\n{table(figures)}\n"
    print(report, end="")
    if options.write:
        _put(options.write, report)
    return int(missing)


def _arguments(given: list[str]) -> list[str]:
    """Without where the table is put."""
    at = given.index("--write") if "--write" in given else len(given)
    return given[:at] + given[at + 2 :]


def _put(page: Path, report: str) -> None:
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    page.write_text(f"{before}{_BEGIN}\n{report}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
