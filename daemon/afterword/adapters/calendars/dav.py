"""WebDAV on the server of one calendar: what is asked of it, and what its answers name, on that server alone."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from afterword.adapters.calendars.multistatus import Multistatus, NoMultistatus, Part, multistatus, propfind
from afterword.adapters.calendars.web import Answer, Site, basic, bearer
from afterword.config import Calendar, Login
from afterword.errors import LoginRefused, Transient

XML = {"Content-Type": 'application/xml; charset="utf-8"'}


class Dav:
    """The server of ``calendar``. ``secret`` gives the password or token, when it is first needed."""

    def __init__(self, calendar: Calendar, secret: Callable[[], str]) -> None:
        assert calendar.url is not None, "the configuration sees to that"
        self.calendar, self.url = calendar, calendar.url
        self.site = Site(calendar.name, calendar.url, calendar.ca_file, lambda: _proof(calendar, secret()))

    def request(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Ask, whatever the answer. Raises as ``Site.request``."""
        return self.site.request(method, url, body, headers)

    def propfind(self, url: str, names: Sequence[str], depth: int) -> Answer:
        """Ask for properties, written with their prefixes."""
        return self.request("PROPFIND", url, propfind(names), {**XML, "Depth": str(depth)})

    def done(self, answer: Answer) -> Answer:
        """The answer, if what was asked was done.

        :raises LoginRefused: this user may not.
        :raises Transient: it was not done.
        """
        if answer.ok:
            return answer
        if answer.status == 403:
            raise LoginRefused(f"{self.calendar.name}: {self.site.host} does not let you read it (403).")
        what = "does not do what CalDAV servers do"
        raise Transient(f"{self.calendar.name}: {self.site.host} {what} ({answer.status}).")

    def parts(self, answer: Answer) -> Multistatus:
        """What is said of each resource. Raises ``Transient`` where the answer is of another kind."""
        try:
            return multistatus(answer.body)
        except NoMultistatus as problem:
            raise Transient(f"{self.calendar.name}: {self.site.host} answers with no WebDAV: {problem}.") from None

    def first(self, answer: Answer) -> Part:
        """What is said of the first resource; of none nothing."""
        return next(iter(self.parts(answer).parts), Part(""))

    def here(self, base: str, href: str) -> str:
        """The address of a resource on our server. Behind a proxy servers may name a wrong scheme or port.

        :raises Transient: it is on another server.
        """
        parts = urlsplit(self.site.joined(base, href))
        if (parts.hostname or "").lower() != self.site.host:
            return self.site.own(urlunsplit(parts))
        return urlunsplit((*urlsplit(self.url)[:2], quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), parts.query, ""))

    def name(self, base: str, href: str) -> str:
        """The name of a resource: its path, however it is encoded just now."""
        return path_of(self.site.joined(base, href))


def path_of(url: str) -> str:
    """The path of an address, decoded."""
    return unquote(urlsplit(url).path)


def _proof(calendar: Calendar, secret: str) -> str:
    if calendar.login is Login.PASSWORD:
        return basic(calendar.username or "", secret)
    try:
        return bearer(secret)
    except ValueError as problem:
        raise LoginRefused(f"{calendar.name}: password_command or the keyring: {problem}.") from None
