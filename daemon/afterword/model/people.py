"""Who takes part: the owner of the mailbox, and everybody on the other side."""

from msgspec import Struct


class Person(Struct, frozen=True):
    """Somebody with an address, or known by name alone. ``name`` is as written; ``first_name`` is what T5 greets by."""

    email: str | None = None
    name: str | None = None
    first_name: str | None = None


class Owner(Struct, frozen=True):
    """Whose mailbox it is (``[me]``). ``country`` is ISO 3166-1, ``subdivision`` its ISO 3166-2 part or None."""

    name: str
    addresses: tuple[str, ...]
    time_zone: str
    country: str | None = None
    subdivision: str | None = None
    signature: str | None = None


class Agency(Struct, frozen=True):
    """A recruiter's firm that stands between the owner and the company."""

    name: str
    domain: str
