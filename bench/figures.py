"""What was measured, and the table of it."""

import platform
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.servers.programs import MissingProgram, find_cyrus, find_dovecot


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was done, what it took Afterword, and what it took ``peer`` in the same run (None: nobody to ask).

    ``unit`` is "s" or "ms" (``ours`` and ``theirs`` are seconds), "KB" (bytes), or "" for a plain count.
    """

    what: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None

    def cells(self) -> tuple[str, str, str, str, str]:
        """It as words for the table: what, ours, the peer and its figure, ratio, difference."""
        if self.theirs is None:
            return self.what, self._shown(self.ours), self.peer, "", ""
        ratio = f"{self.ours / self.theirs:.2f}" if self.theirs else ""
        difference = self.ours - self.theirs
        sign = "+" if difference >= 0 else "−"
        return (
            self.what,
            self._shown(self.ours),
            f"{self.peer}: {self._shown(self.theirs)}",
            ratio,
            sign + self._shown(abs(difference)),
        )

    def _shown(self, value: float) -> str:
        match self.unit:
            case "s":
                return f"{value:.2f} s"
            case "ms":
                return f"{value * 1000:.1f} ms"
            case "KB":
                return f"{value / 1000:,.1f} KB"
            case _:
                return f"{value:g}"


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table that can be read as it stands, too."""
    rows = [("what", "Afterword", "beside", "ratio", "difference"), *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows]
    return "\n".join([lines[0], f"|{'|'.join('-' * (width + 2) for width in widths)}|", *lines[1:]])


def seconds(job: Callable[[], object]) -> float:
    """How long ``job`` takes by the wall."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def side_by_side(times: int, ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """The best of each in seconds: what else the machine does only adds. By turns, so that it meets both."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(times)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest of ``values`` that ``percent`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def machine(cores: int) -> str:
    """What all this ran on."""
    try:
        dovecot = subprocess.run([find_dovecot(), "--version"], capture_output=True, text=True, check=True).stdout
    except MissingProgram:
        dovecot = "none"
    parts = [
        f"{cores} cores",
        f"{platform.system()} {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
        f"imapclient {version('imapclient')}",
        f"Dovecot {dovecot.split()[0]}",
        f"Cyrus {_cyrus_version()}",
    ]
    return ", ".join(parts)


def _cyrus_version() -> str:
    try:
        programs = find_cyrus()
    except MissingProgram:
        return "none"
    answer = subprocess.run(
        [programs.bin / "cyr_info", "version"],
        capture_output=True,
        text=True,
        check=False,
        env={"LD_LIBRARY_PATH": programs.library_path},
    )
    words = answer.stdout.split()
    return next((word for word in words if word[:1].isdigit()), Path(programs.prefix).name)
