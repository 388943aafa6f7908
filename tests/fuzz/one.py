"""One target under atheris: ``python -m tests.fuzz.one TARGET CORPUS -flag=value ...`` (libFuzzer's flags)."""

import sys

import atheris

with atheris.instrument_imports(include=["afterword"]):
    from tests.fuzz.limits import within_limits
    from tests.fuzz.targets import TARGETS


def main() -> None:
    name = sys.argv.pop(1)
    target = TARGETS[name]
    # The hard bounds are libFuzzer's: they end what hangs, and what grows with the corpus in memory.
    flags = ["-timeout=30", "-rss_limit_mb=4096", "-print_final_stats=1", "-close_fd_mask=0"]
    atheris.Setup([sys.argv[0], *flags, *sys.argv[1:]], lambda data: within_limits(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
