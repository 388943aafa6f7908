"""A real browser (Chromium, headless) that looks at a page and says what it sees there.

The page is shown in a frame of a page of ours from the same server, whose script measures it: the page itself may
forbid every script, and is not changed.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.servers.programs import MissingProgram

_MEASURE = Path(__file__).with_name("measure.html").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Look:
    """What a browser shows. ``width`` is how wide the page is in CSS pixels, wider than the window where it overflows;
    ``contrast`` the least of any text to what is behind it (WCAG), and ``smallest`` its size in pixels; ``asked_for``
    every path that it asked the server for."""

    width: int
    contrast: float
    faintest: str
    smallest: float
    background: str
    text: str
    scripts: int
    elements: int
    asked_for: frozenset[str]


def look_at(page: str, folder: Path, *, width: int, dark: bool = False) -> Look:
    """Show ``page`` in a window of ``width`` pixels.

    :raises MissingProgram: there is no Chromium here.
    """
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise MissingProgram("chromium is not installed: apt install chromium")
    asked: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.add(self.path)
            body = {"/page": page, "/": _MEASURE.replace("WIDTH", str(width))}.get(self.path, "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        command = [
            program,
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
            f"--user-data-dir={folder / 'browser'}",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            *(f"--window-size={max(width, 800)},900", "--virtual-time-budget=4000", "--dump-dom"),
            f"http://127.0.0.1:{server.server_port}/",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
        server.shutdown()
    found = re.search(r'<pre id="seen">(\{.*?\})</pre>', done.stdout, re.DOTALL)
    assert found, f"the browser saw nothing: {done.stdout[-500:]} {done.stderr[-500:]}"
    seen = json.loads(html.unescape(found[1]))
    return Look(**seen, asked_for=frozenset(asked - {"/", "/page", "/favicon.ico"}))
