"""Chromium without a window, by the WebDriver protocol: as much of it as a webmail needs.

https://www.w3.org/TR/webdriver2/: JSON over HTTP to a chromedriver of our own.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.servers.programs import find_chromium
from tests.servers.running import free_ports

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900")


class Browser:
    """A browser for as long as the block lasts; what it keeps is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._programs = find_chromium()
        folder.mkdir()
        self._folder = folder
        (self._port,) = free_ports(1)
        self._session = ""
        self._driver: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Browser:
        log = (self._folder / "driver.log").open("wb")
        self._driver = subprocess.Popen(
            [str(self._programs.driver), f"--port={self._port}"],
            stdout=log,
            stderr=log,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self._folder), "LANG": "C.UTF-8"},
        )
        log.close()
        try:
            self.wait_for("chromedriver", self._is_ready)
            self._begins()
        except BaseException:
            self._ends()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends()

    def _begins(self) -> None:
        options = {"binary": str(self._programs.browser), "args": [*_FLAGS, f"--user-data-dir={self._folder}/profile"]}
        wanted = {"alwaysMatch": {"goog:chromeOptions": options, "unhandledPromptBehavior": "accept"}}
        self._session = f"/session/{self._ask('POST', '/session', {'capabilities': wanted})['sessionId']}"

    def _ends(self) -> None:
        if self._session:
            with contextlib.suppress(OSError, AssertionError):
                self._ask("DELETE", self._session)
        if self._driver is not None:
            self._driver.terminate()
            self._driver.wait(timeout=10)

    def opens(self, address: str) -> None:
        """Goes to a page, and waits until it is loaded."""
        self._ask("POST", f"{self._session}/url", {"url": address})

    def types(self, where: str, text: str) -> None:
        """Into the field that this CSS selector finds, in place of what stood there."""
        element = self._element(where)
        self._ask("POST", f"{element}/clear", {})
        self._ask("POST", f"{element}/value", {"text": text})

    def clicks(self, where: str) -> None:
        """On what this CSS selector finds."""
        self._ask("POST", f"{self._element(where)}/click", {})

    def shows(self, where: str) -> bool:
        """Is there such a thing on the page?"""
        found = self._ask("POST", f"{self._session}/elements", {"using": "css selector", "value": where})
        return bool(found)

    def text(self) -> str:
        """What stands on the page."""
        return str(self._ask("GET", f"{self._element('body')}/text"))

    def wait_for(self, what: str, check: Callable[[], object], seconds: float = 30) -> None:
        """Until `check()` is true."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if check():
                return
            time.sleep(0.1)
        raise AssertionError(f"{what}: not within {seconds} s\n{self.text() if self._session else ''}")

    def _element(self, where: str) -> str:
        self.wait_for(where, lambda: self.shows(where))
        found = self._ask("POST", f"{self._session}/element", {"using": "css selector", "value": where})
        return f"{self._session}/element/{found[_ELEMENT]}"

    def _is_ready(self) -> bool:
        with contextlib.suppress(OSError):
            return bool(self._ask("GET", "/status")["ready"])
        return False

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as problem:
            raise AssertionError(f"{method} {path}: {problem.read().decode(errors='replace')[:500]}") from None
