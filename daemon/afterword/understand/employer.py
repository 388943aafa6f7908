"""The company and the role that an invite is about."""

from dataclasses import dataclass

from afterword.understand.clues import Clues
from afterword.understand.company import company_by_domain, company_of
from afterword.understand.labels import is_named_by, labels_of
from afterword.understand.role import role_of


@dataclass(frozen=True, slots=True)
class Employer:
    """As written; None for what the message does not name.

    ``company_is_sure``: it is written, and the sender's domain bears its name; where nothing names it, it is guessed
    from that domain, and not sure. ``role_is_sure``: it stands where roles stand, and names an occupation.
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
        company=company or company_by_domain(clues),
        role=role,
        company_is_sure=company is not None and any(is_named_by(company, label) for label in labels_of(clues)),
        role_is_sure=certain,
    )
