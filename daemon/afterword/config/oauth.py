"""``[account.oauth]``: how access tokens are got (OAuth 2.0), and what is known of Microsoft and Google.

The program has no client id of its own: it is the user's, from the pages that docs/providers.md names.
"""

from enum import StrEnum
from typing import Annotated, Self

from msgspec import Meta, Struct
from msgspec.structs import replace

from afterword.config.tables import Before, Table
from afterword.config.values import Address, Line, Name, fault_of_address


class OAuthProvider(StrEnum):
    """Whose endpoints are known here."""

    MICROSOFT = "microsoft"
    GOOGLE = "google"


class Endpoints(Struct, frozen=True):
    """Where tokens come from. ``device`` is RFC 8628's endpoint, ``authorization`` that of RFC 6749, for a browser.

    ``asked`` are further parameters of the authorization request.
    """

    token: str
    scope: str | None
    device: str | None = None
    authorization: str | None = None
    asked: tuple[tuple[str, str], ...] = ()


_MICROSOFT_IMAP = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
_MICROSOFT_SMTP = "https://outlook.office.com/SMTP.Send"


def _of_microsoft(tenant: str | None, before: Before) -> str | None:
    if tenant is not None and before.get("provider") is not OAuthProvider.MICROSOFT:
        raise ValueError('is for provider = "microsoft" alone; leave it out')
    if tenant is not None and not all(character.isalnum() or character in ".-" for character in tenant):
        raise ValueError('must be the id or the domain of a directory, or "common"')
    return tenant


def _sound(url: str | None, _: Before) -> str | None:
    if url is not None and (fault := fault_of_address(url)):
        raise ValueError(fault)
    if url is not None and not url.lower().startswith("https://"):
        raise ValueError('must begin with "https://" (RFC 6749, 3.1)')
    return url


def _named(url: str | None, before: Before) -> str | None:
    if "provider" not in before or before["provider"] is not None:
        return url
    if url is None:
        raise ValueError('is missing; without provider = "microsoft" or "google" the addresses must be named')
    # Those keys that are not among them have a fault of their own.
    if all(before.get(key, "") is None for key in ("device_url", "authorization_url")):
        raise ValueError("alone is not enough: name device_url, or authorization_url, too")
    return url


class OAuth(Table, frozen=True, kw_only=True):
    """Whose program asks for access, and where. For Microsoft and Google the client id is enough."""

    provider: Annotated[
        OAuthProvider | None,
        Meta(description='"microsoft" or "google"; for any other leave it out, and name its addresses'),
    ] = None
    client_id: Annotated[Name, Meta(description="the id of the program that you have registered (docs/providers.md)")]
    tenant: Annotated[
        Name | None, Meta(description='the directory of your organisation, such as "common"'), _of_microsoft
    ] = None
    device_url: Annotated[
        Address | None, Meta(description="the address of the device authorization endpoint"), _sound
    ] = None
    authorization_url: Annotated[
        Address | None, Meta(description="the address of the authorization endpoint"), _sound
    ] = None
    token_url: Annotated[Address | None, Meta(description="the address of the token endpoint"), _sound, _named] = None
    scope: Annotated[Line | None, Meta(description='what is asked for, such as "https://mail.example.org/imap"')] = None

    def to_send(self) -> Self:
        """The same, asking for leave to hand in mail by SMTP too: with Microsoft that is a scope of its own.

        Google's one scope is for both; a scope that the file names stays as it is.
        """
        if self.provider is not OAuthProvider.MICROSOFT or self.scope is not None:
            return self
        return replace(self, scope=f"{_MICROSOFT_SMTP} {_MICROSOFT_IMAP}")

    @property
    def endpoints(self) -> Endpoints:
        """What the table says, else what is known of the provider."""
        known = _known(self.provider, self.tenant or "common")
        by_hand = self.device_url or self.authorization_url
        return Endpoints(
            token=self.token_url or (known.token if known else ""),
            scope=self.scope or (known.scope if known else None),
            device=self.device_url if by_hand or not known else known.device,
            authorization=self.authorization_url if by_hand or not known else known.authorization,
            asked=known.asked if known else (),
        )


def _known(provider: OAuthProvider | None, tenant: str) -> Endpoints | None:
    match provider:
        case OAuthProvider.MICROSOFT:
            # https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code; the scopes:
            # https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
            base = f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
            return Endpoints(f"{base}/token", _MICROSOFT_IMAP, device=f"{base}/devicecode")
        case OAuthProvider.GOOGLE:
            # https://developers.google.com/identity/protocols/oauth2/native-app; the device flow refuses this scope.
            return Endpoints(
                "https://oauth2.googleapis.com/token",
                "https://mail.google.com/",
                authorization="https://accounts.google.com/o/oauth2/v2/auth",
                asked=(("access_type", "offline"), ("prompt", "consent")),  # else a second consent gives no new one
            )
        case None:
            return None
