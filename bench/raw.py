"""The bare protocol, to compare with: commands written to a socket, and answers read as lines that nobody looks into.

python -m bench.raw HOST PORT USER      a pass with no news as a process of its own
"""

import socket
import sys
import threading
from collections.abc import Sequence

PASSWORD = "pw"
LIST_STATUS = b'LIST "" "*" RETURN (SPECIAL-USE STATUS (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ))'


class Bare:
    """A connection, logged in."""

    def __init__(self, host: str, port: int, user: str) -> None:
        self._sock = socket.create_connection((host, port), timeout=60)
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lines = self._sock.makefile("rb", 2**16)
        self._tags = 0
        self._lines.readline()
        self.ask(b"LOGIN %s %s" % (user.encode(), PASSWORD.encode()))

    def ask(self, command: bytes) -> None:
        """Send a command, and read to the end of its answer."""
        tag = self._send(command)
        for line in self._lines:
            if line.startswith(tag):
                return self._check(line)
        raise ConnectionError("the connection ended")

    def answer(self, command: bytes) -> list[bytes]:
        """The same, and the lines of the answer are kept."""
        tag = self._send(command)
        kept: list[bytes] = []
        for line in self._lines:
            if line.startswith(tag):
                self._check(line)
                return kept
            kept.append(line)
        raise ConnectionError("the connection ended")

    def append(self, folder: bytes, raw: bytes, date: str | None = None) -> None:
        """A message arrives."""
        when = b'"%s" ' % date.encode() if date else b""
        tag = self._send(b"APPEND %s %s{%d}" % (folder, when, len(raw)))
        self._lines.readline()
        self._sock.sendall(raw + b"\r\n")
        for line in self._lines:
            if line.startswith(tag):
                return self._check(line)
        raise ConnectionError("the connection ended")

    def idle_until(self, word: bytes) -> None:
        """IDLE until a line with ``word`` comes."""
        tag = self._send(b"IDLE")
        for line in self._lines:
            if word in line:
                break
        self._sock.sendall(b"DONE\r\n")
        for line in self._lines:
            if line.startswith(tag):
                return

    def close(self) -> None:
        """LOGOUT."""
        self.ask(b"LOGOUT")
        self._lines.close()
        self._sock.close()

    def _send(self, command: bytes) -> bytes:
        self._tags += 1
        tag = b"B%d " % self._tags
        self._sock.sendall(tag + command + b"\r\n")
        return tag

    @staticmethod
    def _check(line: bytes) -> None:
        if b" OK" not in line[:12].upper():
            raise ConnectionError(line.decode("utf-8", "replace").strip())


class Meter:
    """A relay on the loopback that counts the bytes each way: ``sent`` by the client, ``received`` by it."""

    def __init__(self, host: str, port: int) -> None:
        self._upstream = (host, port)
        self.sent = self.received = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = "127.0.0.1", int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """No more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._upstream)
            threading.Thread(target=self._up, args=(client, server), daemon=True).start()
            threading.Thread(target=self._down, args=(server, client), daemon=True).start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        while data := client.recv(2**16):
            self.sent += len(data)
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        while data := server.recv(2**16):
            self.received += len(data)
            client.sendall(data)
        client.close()


def pass_without_news(host: str, port: int, user: str) -> None:
    """What there is to ask where nothing has changed: what the folders say of themselves, and a look into Drafts."""
    bare = Bare(host, port, user)
    bare.ask(LIST_STATUS)
    bare.ask(b"EXAMINE Drafts")
    bare.close()


def main(arguments: Sequence[str]) -> None:
    """See above."""
    host, port, user = arguments
    pass_without_news(host, int(port), user)


if __name__ == "__main__":
    main(sys.argv[1:])
