"""A service of its own process, with an engine that only writes down what is asked of it.

    python -m tests.service_process CONFIG DIARY TEMPO

DIARY gets a JSON object a line. `CONFIG.plan`, a JSON file beside the configuration, says how passes behave:
{"next_look": seconds, "problems": {account: "transient" | "refused"}, "stall": "until interrupted" | "for ever" |
seconds, "fault": "bug" | "user"}; it is read anew at each pass.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from afterword.adapters.watch import Pace
from afterword.config import Account, Config, load
from afterword.errors import AfterwordError, LoginRefused, Transient, UserError
from afterword.service import Service, Tempo, line_to


@dataclass
class Report:
    next_look: datetime | None = None
    problems: dict[str, AfterwordError] = field(default_factory=dict)


class DiaryEngine:
    """The fake peer: `run_pass` does as the plan says."""

    def __init__(self, config: Config, plan: Path, diary: Path) -> None:
        self._plan, self._diary = plan, diary
        self._interrupted = threading.Event()
        self._thread = threading.get_ident()
        self._write("made", accounts=[account.name for account in config.account])

    def run_pass(self, now: datetime, accounts: frozenset[str] | None = None) -> Report:
        assert threading.get_ident() == self._thread
        plan = json.loads(self._plan.read_text()) if self._plan.exists() else {}
        self._write("pass", accounts=None if accounts is None else sorted(accounts))
        self._stall(plan.get("stall"))
        if plan.get("fault") == "bug":
            raise ZeroDivisionError("a bug")
        if plan.get("fault") == "user":
            raise UserError("the state is broken")
        if plan.get("fault") == "transient":
            raise Transient("the ledger is busy")
        kinds = {"transient": Transient, "refused": LoginRefused}
        problems = {name: kinds[kind](f"{name}: {kind}") for name, kind in plan.get("problems", {}).items()}
        self._write("done")
        look = plan.get("next_look")
        return Report(None if look is None else now + timedelta(seconds=look), problems)

    def _stall(self, how: object) -> None:
        if how == "until interrupted":
            if self._interrupted.wait(30):
                raise Transient("interrupted")
        elif how == "for ever":
            time.sleep(60)
        elif isinstance(how, float | int):
            time.sleep(how)

    def interrupt(self) -> None:
        self._write("interrupted")
        self._interrupted.set()

    def close(self) -> None:
        assert threading.get_ident() == self._thread
        self._write("closed")

    def _write(self, event: str, **more: object) -> None:
        with self._diary.open("a") as diary:
            diary.write(json.dumps({"event": event, "at": time.time(), **more}) + "\n")


def main(config_file: str, diary: str, tempo: str) -> None:
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    path = Path(config_file)
    settings = json.loads(tempo)
    config = load(path)

    def connect(account: Account):  # type: ignore[no-untyped-def] # whatever the real one gives
        return line_to(account)

    Service(
        config,
        lambda: load(path),
        lambda found, _: DiaryEngine(found, path.with_suffix(".plan"), Path(diary)),
        connect,
        Tempo(**settings, watch=Pace(first_retry=0.2, last_retry=0.5, tick=0.5)),
    ).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
