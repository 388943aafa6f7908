"""The door of Courier IMAP: greets, takes the login, and hands the connection to `imapd` in PREAUTH mode.

    python courier_front.py PORT MAILROOT PASSWORD IMAPD MAILDIRMAKE

Courier's own door (couriertcpd and authdaemond) wants root and an installed system. What follows the login is
Courier's alone; of all that a client may say before it, this knows CAPABILITY, LOGIN and LOGOUT. The environment has
what `imapd` needs. MAILROOT/USER/Maildir is made at the first login. Only the standard library is used.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import subprocess
import sys
from pathlib import Path

HOST = "127.0.0.1"
FOLDERS = ("Drafts", "Sent", "Trash", "Junk")
CAPABILITY = os.environ["IMAP_CAPABILITY"].encode()


def main(port: str, root: str, password: str, imapd: str, maildirmake: str) -> None:
    """Serve until ended."""

    async def serve() -> None:
        async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                user, tag = await _logged_in(reader, writer, password)
                if user:
                    home = _home(Path(root) / user, maildirmake)
                    await _hand_over(reader, writer, tag, home, imapd)
            writer.close()

        async with await asyncio.start_server(client, HOST, int(port)) as server:
            await server.serve_forever()

    asyncio.run(serve())


async def _logged_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, password: str) -> tuple[str, bytes]:
    """Who has logged in, and the tag of that LOGIN; "" when the client has gone."""
    writer.write(b"* OK [CAPABILITY " + CAPABILITY + b"] Courier-IMAP ready.\r\n")
    while line := await reader.readline():
        tag, command, *arguments = [word.encode() for word in shlex.split(line.decode())]
        match command.upper():
            case b"CAPABILITY":
                writer.write(b"* CAPABILITY " + CAPABILITY + b"\r\n" + tag + b" OK CAPABILITY completed\r\n")
            case b"LOGIN" if len(arguments) == 2 and arguments[1].decode() == password and b"/" not in arguments[0]:
                return arguments[0].decode(), tag
            case b"LOGIN":
                writer.write(tag + b" NO Login failed.\r\n")
            case b"LOGOUT":
                writer.write(b"* BYE Courier-IMAP server shutting down\r\n" + tag + b" OK LOGOUT completed\r\n")
                break
            case _:
                writer.write(tag + b" NO Error in IMAP command received by server.\r\n")
    return "", b""


def _home(home: Path, maildirmake: str) -> Path:
    if not (home / "Maildir").is_dir():
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run([maildirmake, str(home / "Maildir")], check=True)
        for folder in FOLDERS:
            subprocess.run([maildirmake, "-f", folder, str(home / "Maildir")], check=True)
        subscribed = "".join(f"INBOX.{folder}\n" for folder in FOLDERS)
        (home / "Maildir/courierimapsubscribed").write_text(f"INBOX\n{subscribed}")
    return home


async def _hand_over(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tag: bytes, home: Path, imapd: str
) -> None:
    process = await asyncio.create_subprocess_exec(
        imapd, "Maildir",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=home,
        env={**os.environ, "HOME": str(home), "AUTHENTICATED": home.name},
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()  # * PREAUTH
    writer.write(tag + b" OK LOGIN Ok.\r\n")
    await asyncio.gather(_pipe(reader, process.stdin), _pipe(process.stdout, writer))
    await process.wait()


async def _pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(2**16):
            target.write(data)
            await target.drain()
    target.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
