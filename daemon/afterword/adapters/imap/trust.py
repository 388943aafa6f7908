"""By what a server proves that it is the one that is meant: a certificate and a name, or one certificate alone."""

import ssl
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from socket import socket
from typing import Any

from afterword.config import Account


def context_of(account: Account) -> ssl.SSLContext:
    """The TLS of an account, from version 1.2 on; a server that does not prove itself is refused at the handshake.

    With ``certificate_sha256`` that certificate is the proof, whatever names and dates stand in it. Else a known
    authority must vouch for ``host``: one of the system's, or of ``ca_file`` alone, where the server's own may stand.
    Connections that trust the same share it: the system's authorities weigh a megabyte.
    """
    if account.certificate_sha256 is not None:
        return _pinned_to(account.certificate_sha256)
    file = account.ca_file or ssl.get_default_verify_paths().cafile
    return _vouched_for(account.ca_file, _version(Path(file)) if file else None)


def _version(file: Path) -> tuple[int, int, int] | None:
    """Changes with the file: a new authority counts from the next connection on."""
    try:
        found = file.stat()
    except OSError:
        return None  # whoever loads it says what is wrong
    return found.st_ino, found.st_size, found.st_mtime_ns


@lru_cache(maxsize=16)
def _vouched_for(ca_file: Path | None, _: object) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    if ca_file is not None:
        # As since Python 3.13: a server's own certificate in the file is enough. But not that version's strictness,
        # which refuses most certificates that bridges make for themselves.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _pinned_to(fingerprint: str) -> "_Pinned":
    context = _Pinned(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # what the server proves is checked below, before anything is said or read
    context.fingerprint = fingerprint
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class _Pinned(ssl.SSLContext):
    """A client's context that takes one certificate and no other: the one of ``fingerprint`` (SHA-256, hex)."""

    fingerprint = ""

    def wrap_socket(self, sock: socket, *arguments: Any, **more: Any) -> ssl.SSLSocket:
        """As ``SSLContext.wrap_socket``, whose handshake is done when it returns.

        :raises ssl.SSLCertVerificationError: it is another certificate; the text has its fingerprint.
        """
        secured = super().wrap_socket(sock, *arguments, **more)
        shown = secured.getpeercert(binary_form=True)
        found = sha256(shown).hexdigest() if shown else "none"
        if found != self.fingerprint:
            secured.close()
            raise ssl.SSLCertVerificationError(
                f"the server shows another certificate than that of certificate_sha256: its SHA-256 is {found}"
            )
        return secured
