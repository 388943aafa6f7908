"""Whether an agency stands between the candidate and the company, and which (C4)."""

import re
from collections.abc import Sequence

from afterword import addresses
from afterword.decide.index import organisation_key
from afterword.decide.names_alike import company_key
from afterword.model import Agency, Interview, Person

# Parts of names that agencies give themselves, in the languages that invites are read in.
NAMES_OF_AGENCIES = re.compile(
    r"recruit|recrut|reclut|rekrut|staffing|headhunt|executivesearch|personal(?:berat|vermitt|dienst)|personnel|"
    r"jobagent|talentagen|talentsearch|talentpartner|searchpartner|interim|seleccion|selecao|werving|uitzend|"
    r"zeitarbeit|lavorotemp|doradztwopersonal"
)


def agency_of(interviews: Sequence[Interview], company: str | None) -> Agency | None:
    """The agency that arranges these interviews at ``company``; None where nothing tells that there is one.

    What differs from the company is the domain of whoever invites; and either they write of their client, or they are
    called as agencies are, or those who interview are at the company's own domain.
    """
    if company is None:
        return None
    for interview in reversed(interviews):
        invite = interview.invite
        own = addresses.domain(invite.owner)
        arranging = (*invite.coordinators, invite.organizer or Person(), interview.source.sender)
        domains = [addresses.domain(person.email) for person in arranging if person.email]
        interviewing = [addresses.domain(person.email) for person in invite.interviewers if person.email]
        at_the_company = any(_is_of(domain, company) for domain in interviewing)
        for domain in dict.fromkeys(domains):
            label = addresses.organisation(domain)
            if domain is None or label is None or domain == own or _is_of(domain, company):
                continue
            among_them = any(organisation_key(domain) == organisation_key(other) for other in interviewing)
            if invite.for_client or NAMES_OF_AGENCIES.search(label) or (at_the_company and not among_them):
                return Agency(label, domain)
    return None


def _is_of(domain: str | None, company: str) -> bool:
    """Does the domain bear the company's name, whole, shortened, or by its initials?"""
    label = re.sub(r"[\W_]", "", addresses.organisation(domain) or "")
    name = company_key(company).replace(" ", "")
    if not label or not name:
        return False
    initials = "".join(word[0] for word in company_key(company).split())
    return label.startswith(name) or name.startswith(label) or label == initials
