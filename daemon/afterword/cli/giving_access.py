"""Access by OAuth 2.0, asked for on a terminal: a code to type, or a browser that comes back."""

import json
import os
import sys
import webbrowser
from argparse import ArgumentParser, Namespace
from pathlib import Path

from afterword.adapters.credentials.oauth.browser import by_browser
from afterword.adapters.credentials.oauth.device import Invitation, by_device
from afterword.adapters.credentials.oauth.grant import Grant
from afterword.adapters.providers import Provider
from afterword.cli.asking import Questions
from afterword.cli.plain import plain
from afterword.config import Account
from afterword.errors import UsageError

_KEYS = ("tenant", "device_url", "authorization_url", "token_url", "scope")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments that tell of OAuth."""
    group = parser.add_argument_group("OAuth 2.0, in place of a password (docs/providers.md)")
    group.add_argument("--oauth", choices=("microsoft", "google", "other"), help="whose; else that of the provider")
    group.add_argument("--client-id", metavar="ID", help="the program that you have registered there")
    group.add_argument("--client-file", metavar="FILE", help="what Google lets you download: the id and its secret")
    group.add_argument("--tenant", help="the directory of an organisation, for Microsoft")
    group.add_argument("--device-url", metavar="URL", help="for other: where a code is given to type elsewhere")
    group.add_argument("--authorization-url", metavar="URL", help="for other: what a browser opens")
    group.add_argument("--token-url", metavar="URL", help="for other: where tokens are given")
    group.add_argument("--scope", help="for other: what is asked for")


def oauth_keys(options: Namespace, provider: Provider | None, questions: Questions) -> tuple[tuple[str, str], ...]:
    """The keys of [account.oauth] with their values; empty where a password is shown.

    :raises UsageError: the client id is not known, and nobody can be asked.
    """
    whose = options.oauth
    if whose is None and provider and (not provider.passwords or options.client_id or options.client_file):
        whose = provider.oauth
    if whose is None:
        return ()
    client_id = options.client_id or client_of(options.client_file)[0]
    if not client_id and not questions.possible:
        raise UsageError("OAuth wants --client-id, that of a program which you have registered (docs/providers.md).")
    client_id = questions.answer("The client id of the program that you have registered", client_id)
    keys = [("provider", str(whose))] if whose != "other" else []
    given = [(key, getattr(options, key)) for key in _KEYS if getattr(options, key)]
    return (*keys, ("client_id", client_id), *given)


def client_of(file: str | None) -> tuple[str | None, str | None]:
    """The client id and its secret, as Google's console gives them to download; None for what is not there.

    :raises UsageError: the file is not of this kind.
    """
    if file is None:
        return None, None
    try:
        found = json.loads(Path(file).expanduser().read_text(encoding="utf-8"))
        client = found["installed"]
        return str(client["client_id"]), str(client["client_secret"]) if "client_secret" in client else None
    except OSError as problem:
        raise UsageError(f"{file} cannot be read: {problem.strerror}.") from problem
    except (ValueError, KeyError, TypeError):
        raise UsageError(
            f"{file} is not what Google lets you download for a client of the type “Desktop app”."
        ) from None


def access_to(account: Account, client_secret: str | None, questions: Questions) -> Grant:
    """Ask the owner of an account for access, and wait until it is given.

    :raises LoginRefused: it is not. :raises Transient: the server cannot be asked just now.
    """
    assert account.oauth is not None
    if account.oauth.endpoints.device:
        return by_device(account, client_secret, _show_code)
    return by_browser(account, client_secret, _show_address, sys.stdin if questions.possible else None)


def _show_code(invitation: Invitation) -> None:
    minutes = max(1, round(invitation.seconds / 60))
    print(f"Open {plain(invitation.address)} in a browser, on whatever device, and type {plain(invitation.code)}.")
    print(
        f"Log in there as the owner of the mailbox, and agree. Waiting, for {minutes} minutes at most ...", flush=True
    )


def _show_address(address: str) -> None:
    print(f"Open this in a browser on this machine, log in as the owner of the mailbox, and agree:\n\n{address}\n")
    print("If the browser is on another machine, it ends at an address that cannot be shown: paste that here.")
    print("Waiting, for ten minutes at most ...", flush=True)
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
