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
class Goal:
    """What a figure is to keep to: at most so many times its peer, at most so much more than it, at least so many times
    less; or at most so much, whatever the peer. In the unit of the figure, seconds or bytes; the others are None."""

    times: float | None = None
    more: float | None = None
    less: float | None = None
    most: float | None = None

    def kept(self, ours: float, theirs: float | None) -> bool:
        """Does the figure keep to it?"""
        if self.most is not None and ours > self.most:
            return False
        if theirs is None:
            return True
        return (
            (self.times is None or ours <= self.times * theirs)
            and (self.more is None or ours <= theirs + self.more)
            and (self.less is None or ours * self.less <= theirs)
        )

    def words(self, shown: Callable[[float], str]) -> str:
        """It in words."""
        parts = (
            None if self.times is None else f"≤ {self.times:g} ×",
            None if self.more is None else f"≤ +{shown(self.more)}",
            None if self.less is None else f"{self.less:g} × less",
            None if self.most is None else f"≤ {shown(self.most)}",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: what was done, what it took Afterword, and what it took ``peer`` in the same run (None: nobody to ask).

    ``unit`` is "s" or "ms" (``ours`` and ``theirs`` are seconds), "KB" or "MB" (bytes), or "" for a plain count.
    """

    what: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    goal: Goal | None = None

    def cells(self) -> tuple[str, ...]:
        """It as words for the table: what, ours, the peer and its figure, ratio, difference, goal, is it kept."""
        goal, kept = "", ""
        if self.goal:
            goal = self.goal.words(self._shown)
            kept = "yes" if self.goal.kept(self.ours, self.theirs) else "**no**"
        if self.theirs is None:
            return self.what, self._shown(self.ours), self.peer, "", "", goal, kept
        ratio = f"{self.ours / self.theirs:.2f}" if self.theirs else ""
        difference = self.ours - self.theirs
        sign = "+" if difference >= 0 else "−"
        beside = f"{self.peer}: {self._shown(self.theirs)}"
        return self.what, self._shown(self.ours), beside, ratio, sign + self._shown(abs(difference)), goal, kept

    def _shown(self, value: float) -> str:
        match self.unit:
            case "s":
                return f"{value:.2f} s"
            case "ms":
                return f"{value * 1000:.1f} ms"
            case "KB":
                return f"{value / 1000:,.1f} KB"
            case "MB":
                return f"{value / 2**20:,.1f} MB"
            case _:
                return f"{value:,g}"


COLUMNS = ("what", "Afterword", "beside", "ratio", "difference", "goal", "kept")


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table that can be read as it stands, too."""
    rows = [COLUMNS, *(figure.cells() for figure in figures)]
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
