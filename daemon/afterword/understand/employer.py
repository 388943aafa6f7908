"""The company and the role that an invite is about."""

from msgspec import Struct
from msgspec.structs import replace

from afterword.understand.clues import Clues
from afterword.understand.company import company_by_domain, company_of
from afterword.understand.labels import is_named_by, labels_of
from afterword.understand.leftover import leftover
from afterword.understand.role import role_of


class Employer(Struct, frozen=True):
    """As written; None for what the message does not name.

    ``company_is_sure``: it is written, and the sender's domain bears its name. ``role_is_sure``: it stands where roles
    stand, and names an occupation.
    """

    company: str | None = None
    role: str | None = None
    company_is_sure: bool = False
    role_is_sure: bool = False


def employer(clues: Clues) -> Employer:
    """The company and the role of an event."""
    company = company_of(clues)
    role, certain = role_of(clues, company)
    return Employer(
        company=company,
        role=role,
        company_is_sure=company is not None and any(is_named_by(company, label) for label in labels_of(clues)),
        role_is_sure=certain,
    )


def completed(clues: Clues, known: Employer) -> Employer:
    """``known``, with what can be guessed of an interview: from what is left of the title, and from the domain."""
    company, role = known.company, known.role
    if company is None:
        company = (leftover(clues, None, role) if role is not None else None) or company_by_domain(clues)
    if role is None and company is not None:
        role = leftover(clues, company, None)
    return replace(known, company=company, role=role)
