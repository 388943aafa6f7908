"""What there is to judge an event by: title and text, freed of what calendars and conference tools add, and people."""

import re
from collections.abc import Collection
from functools import cached_property

from msgspec import Struct

from afterword import addresses
from afterword.model import Envelope, Person
from afterword.understand import names
from afterword.understand.events import Attendee, Event, Kind
from afterword.understand.language import language_of, small_words
from afterword.understand.sentences import plain
from afterword.understand.vocabulary.invites import Vocabulary, languages, vocabulary

MAX_TEXT = 8_000
_FEW_WORDS = 25
# "(m/w/d)": letters that are small words elsewhere
_GENDERS = re.compile(r"\(\s*[a-z](?:\s*[/|,*:]\s*[a-z]){1,3}\s*\)", re.IGNORECASE)

# Conference tools put their block between two rules; a rule without a partner ends the text.
_RULE = re.compile(r"^\s*(?:-::~[:~]+-?|_{10,}|[─━═]{5,}|\*{10,}|~{10,}|\.{10,}|={10,}|-{20,})\s*$", re.MULTILINE)
_CONFERENCE = re.compile(
    r"meet\.google\.com|teams\.microsoft\.com|zoom\.us|webex\.com|aka\.ms/|Microsoft Teams|whereby\.com|gotomeet|"
    r"Google Meet",
    re.IGNORECASE,
)
_CONFERENCE_LINE = re.compile(
    r"^\s*(?:join (?:with google meet|zoom meeting|the meeting now|by phone|on your computer).*|meeting id ?:.*|"
    r"passcode ?:.*|"
    r"one tap mobile|dial(?:-in)? .*\d{4,}.*|\+?\d[\d ,#*()\-]{8,}.*|microsoft teams(?: meeting| need help.*)?|"
    r"learn more about meet.*|.{0,80}is inviting you to a scheduled zoom meeting\.?|https?://\S+)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_URL = re.compile(r"<?https?://[^\s<>\"]+>?")
# Calendly and Cal.com title an event by its two people and say below what it is.
_EVENT_NAME = re.compile(
    r"^\s*(?:(?:event name|event type|event|nome dell'evento|nom de l'[ée]v[èé]nement|nombre del evento|nome do evento|"
    r"name des events|naam van het evenement|nazwa wydarzenia|イベント名)[ \t]*(?:[:\uff1a]\s*|\n\s*)|"
    r"(?:what|quoi|qu[ée]|o que|was|wat|cosa|co|内容)\s*[:\uff1a]\s*)(\S[^\n]{0,200})",
    re.IGNORECASE | re.MULTILINE,
)
# "... @ Thu 12 Feb 2026 14:30 - 15:15 (GMT) (kim@example.org)": the zone or the address may be missing.
_GOOGLE_SUBJECT = re.compile(
    r"\s@\s(?=[^@]*\d)[^@]{6,80}?(?:\([^()@]{1,12}\)\s*(?:\([^()\s]+@[^()\s]+\))?|\([^()\s]+@[^()\s]+\))\s*$"
)


class Clues(Struct, frozen=True, dict=True):
    """An event and what surrounds it.

    ``own`` are the owner's addresses, lower-cased; ``title`` and ``text`` as written, without additions of tools;
    ``subject`` is that of the mail, where it is another than the title; ``about`` is the text of the event itself,
    without that of the mail around it.
    """

    event: Event
    envelope: Envelope
    own: frozenset[str]
    title: str
    subject: str
    text: str
    about: str
    language: str

    @cached_property
    def plain_title(self) -> str:
        """The title in the form that phrases match."""
        return plain(self.title)

    @cached_property
    def plain_text(self) -> str:
        """The text in the form that phrases match, one line a line."""
        return "\n".join(plain(line) for line in self.text.splitlines())

    @cached_property
    def vocabularies(self) -> tuple[Vocabulary, ...]:
        """Those of the text's language and of English, which titles are written in everywhere."""
        known = [language for language in dict.fromkeys((self.language, "en")) if language in languages()]
        return tuple(vocabulary(language) for language in known)

    @cached_property
    def owner_names(self) -> frozenset[str]:
        """The words of the owner's name, folded, from the invite itself and from the address."""
        people = [attendee.person for attendee in self.event.attendees]
        people += [*self.envelope.to, *self.envelope.cc, self.envelope.sender]
        found: set[str] = set()
        for person in people:
            if self.is_own(person.email) and person.name:
                found |= names.name_words(person.name)
        for email in self.own:
            words = re.split(r"[._\-+]", email.partition("@")[0].partition("+")[0])
            found |= {word for word in words if len(word) > 2 and word.isalpha()}
        return frozenset(found)

    @cached_property
    def owner_domains(self) -> frozenset[str]:
        """The domains of the owner that are not open to everybody: those of an employer, or of the owner alone."""
        domains = (addresses.domain(email) for email in self.own)
        return frozenset(domain for domain in domains if domain and not addresses.is_public_host(domain))

    @cached_property
    def _own_by_key(self) -> dict[str, str]:
        return {key: email for email in sorted(self.own, reverse=True) if (key := addresses.mailbox_key(email))}

    def own_address(self, email: str | None) -> str | None:
        """The address of the owner's that ``email`` is, or is another spelling of; None where it is not the owner's."""
        if email is None or email in self.own:
            return email
        return self._own_by_key.get(addresses.mailbox_key(email) or "")

    def is_own(self, email: str | None) -> bool:
        """Does mail to ``email`` reach the owner?"""
        return self.own_address(email) is not None

    def is_owner(self, person: Person) -> bool:
        """Is this the owner, under any alias, or by name alone?"""
        if person.email is not None:
            return self.is_own(person.email)
        return bool(person.name) and self.names_owner(person.name or "")

    def names_owner(self, name: str) -> bool:
        """Do all words of ``name`` belong to the owner's name?"""
        words = names.name_words(name)
        return bool(words) and words <= self.owner_names

    @cached_property
    def colleagues(self) -> tuple[Person, ...]:
        """People at the owner's own organisation: those who are there are on the other side of an interview."""
        people = [attendee.person for attendee in self.event.attendees]
        people += [self.event.organizer.person] if self.event.organizer else []
        return tuple(
            person
            for person in people
            if not self.is_own(person.email)
            and any(addresses.same_organisation(addresses.domain(person.email), own) for own in self.owner_domains)
        )

    @cached_property
    def perhaps_owner(self) -> str | None:
        """The address of the one attendee at a domain of the owner's who may be the owner, not otherwise invited."""
        emails = {person.email for person in self.colleagues}
        organizer = self.event.organizer.person.email if self.event.organizer else None
        if len(emails) != 1 or organizer in emails or addresses.domain(min(emails, key=str)) not in self.owner_domains:
            return None
        if any(self.is_owner(attendee.person) for attendee in self.event.attendees):
            return None
        return min(emails, key=str)

    @cached_property
    def organizer(self) -> Attendee | None:
        """The organizer, where it is not the owner."""
        found = self.event.organizer
        return found if found is not None and not self.is_owner(found.person) else None

    @cached_property
    def others(self) -> tuple[Attendee, ...]:
        """Organizer and attendees that are people with an address of their own; the owner is not among them."""
        found: dict[str, Attendee] = {}
        everyone = ([self.organizer] if self.organizer else []) + list(self.event.attendees)
        for attendee in everyone:
            email = attendee.person.email
            skipped = email == self.perhaps_owner or self.is_own(email)
            if email is None or attendee.kind is not Kind.PERSON or skipped or email in found:
                if email in found and found[email].person.name is None and attendee.person.name:
                    found[email] = attendee
                continue
            found[email] = attendee
        return tuple(found.values())


def clues(event: Event, envelope: Envelope, own: Collection[str], mail_text: str, longest: int = MAX_TEXT) -> Clues:
    """Gathers what there is. ``mail_text`` is the newly written text of the mail around the event.

    At most ``longest`` characters are looked at.
    """
    about = without_conference(event.description[: 2 * longest])
    around = without_conference(mail_text[: 2 * longest])
    text = (
        about
        if not around or _contains(about, around)
        else around
        if _contains(around, about)
        else f"{about}\n\n{around}"
    )
    text = text[:longest]
    raw_subject = _GOOGLE_SUBJECT.sub("", envelope.subject)
    raw_title = event.summary or raw_subject
    named = _EVENT_NAME.search(about[:2000])
    if named is not None and named[1].strip() not in raw_title:
        raw_title = f"{raw_title} | {named[1].strip()}"
    language = _language(raw_title, text)
    title, subject = without_prefix(raw_title, language), without_prefix(raw_subject, language)
    own_addresses = frozenset(email for one in own if (email := addresses.normal(one)))
    return Clues(
        event=event,
        envelope=envelope,
        own=own_addresses,
        title=title,
        subject="" if subject.casefold() in title.casefold() else subject[:500],
        text=text,
        about=about[:longest],
        language=language,
    )


def _language(title: str, text: str) -> str:
    """The language of an invite; where it has few words, those of interviews and occupations tell, too."""
    written = _GENDERS.sub("", f"{title}\n{text}")
    found = language_of(written)
    if found == "ja" or len(written.split()) > _FEW_WORDS:
        return found
    spoken = plain(written)

    english = vocabulary("en")

    def told(code: str) -> float:
        if code == "en":  # every invite may say "interview" and name its role in English
            return small_words(written, code)
        known = vocabulary(code)
        said = [match[0] for pattern in (known.sure, known.likely, known.heads) for match in pattern.finditer(spoken)]
        own = [one for one in said if not (english.heads.fullmatch(one) or english.likely.fullmatch(one))]
        return small_words(written, code) + 2 * len(own)

    best = max(dict.fromkeys((found, *languages())), key=told)
    return best if told(best) > told(found) else found


def without_prefix(title: str, language: str) -> str:
    """A title without what calendars put before it: "Updated invitation:", "Accepted:", "Canceled:"."""
    for _ in range(3):
        before = title
        for code in dict.fromkeys((language, "en")):
            if code in languages():
                title = vocabulary(code).prefix.sub("", title, count=1)
        if title == before:
            break
    return title.strip()


def without_conference(text: str) -> str:
    """Text without the blocks and lines of conference tools, and without addresses of pages."""
    pieces: list[str] = []
    at = 0
    rules = list(_RULE.finditer(text))
    index = 0
    while index < len(rules):
        begin = rules[index]
        # The block reaches to the last rule after which nothing of the tool follows.
        until = index
        for later in range(index + 1, len(rules)):
            if _CONFERENCE.search(text, rules[later - 1].end(), rules[later].start()):
                until = later
        if until == index:
            if index == len(rules) - 1 and _CONFERENCE.search(text, begin.end()):
                pieces.append(text[at : begin.start()])
                at = len(text)
            index += 1
            continue
        pieces.append(text[at : begin.start()])
        at = rules[until].end()
        index = until + 1
    pieces.append(text[at:])
    kept = _CONFERENCE_LINE.sub("", "\n".join(pieces))
    return re.sub(r"\n{3,}", "\n\n", _URL.sub("", kept)).strip()


def _contains(longer: str, shorter: str) -> bool:
    squeezed = " ".join(shorter.split())
    return squeezed[:400] in " ".join(longer.split())
