"""`python -m bench [BENCH ...] [--messages N] [--invites N]`: see the package."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import explain, latency, passes, scan, startup
from bench.figures import Figure, machine, table
from bench.stage import Stage
from tests.servers.programs import MissingProgram

BENCHES: dict[str, Callable[[Stage], list[Figure]]] = {
    "scan": scan.figures,
    "passes": passes.figures,
    "latency": latency.figures,
    "explain": explain.figures,
    "startup": startup.figures,
}


def main() -> int:
    """Run the benches that were named (by default all), and print one table. 1 where one could not run."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("benches", metavar="BENCH", nargs="*", help=f"{', '.join(BENCHES)}; by default all")
    parser.add_argument("--messages", type=int, default=20_000, help="size of the big mailbox (20000)")
    parser.add_argument("--invites", type=int, default=200, help="invites in it (200)")
    options = parser.parse_args()
    if unknown := set(options.benches) - set(BENCHES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if not 0 < options.invites <= options.messages:
        parser.error("a mailbox holds its invites")
    figures: list[Figure] = []
    missing = False
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), options.messages, options.invites)
        with stage.closing:
            for name in options.benches or BENCHES:
                began = time.monotonic()
                print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
                try:
                    figures += BENCHES[name](stage)
                except MissingProgram as problem:
                    missing = True
                    print(f"LEFT OUT: {problem}", file=sys.stderr)
                else:
                    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    print(f"{machine(os.cpu_count() or 1)}\n\n{table(figures)}")
    return int(missing)


if __name__ == "__main__":
    sys.exit(main())
