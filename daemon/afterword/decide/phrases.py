"""What a follow-up is called to the user: the verbs of the agenda and of what waits, and who and what it is about."""

from afterword.decide.judged import Standing
from afterword.model import Kind, Person

TO_SEND = {
    Kind.THANK_YOU: "Send the thank-you to",
    Kind.CHASER: "Send the reminder to",
    Kind.FINAL_CHASER: "Send the last reminder to",
    Kind.ADDRESS_REQUEST: "Send the request for an address to",
    Kind.FEEDBACK_REQUEST: "Send the request for feedback to",
}


def who(person: Person) -> str:
    """A person, by the fullest name that is known."""
    return person.name or person.first_name or person.email or "them"


def about(standing: Standing | None) -> str:
    """ " (Acme, Backend Engineer)"; empty where neither is known."""
    application = standing.case.application if standing else None
    parts = [part for part in (application.company, application.role) if part] if application else []
    return f" ({', '.join(parts)})" if parts else ""
