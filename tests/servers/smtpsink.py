"""An SMTP server on the loopback that delivers nothing and keeps count, to show that no mail leaves."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers.running import free_ports


@dataclass(frozen=True, slots=True)
class SunkMessage:
    """A message that somebody handed in."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class SmtpSink:
    """Listens on `host`:`port`, a free one unless given. `connections` counts every caller, `messages` holds what they
    handed in."""

    def __init__(self, port: int | None = None) -> None:
        self.host = "127.0.0.1"
        self.port = port or free_ports(1)[0]
        self.connections = 0
        self.messages: list[SunkMessage] = []
        self._controller = _CountingController(self, hostname=self.host, port=self.port)

    def __enter__(self) -> SmtpSink:
        self._controller.start()
        self.connections = 0  # the controller itself looks in once as it starts
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd)
        """Keep one message."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(SunkMessage(envelope.mail_from or "", tuple(envelope.rcpt_tos), content))
        return "250 OK"


class _CountingController(Controller):
    def __init__(self, sink: SmtpSink, **options: Any) -> None:
        super().__init__(sink, **options)
        self._sink = sink

    def factory(self) -> SMTP:
        self._sink.connections += 1
        return cast(SMTP, super().factory())  # type: ignore[no-untyped-call]  # aiosmtpd left it out
