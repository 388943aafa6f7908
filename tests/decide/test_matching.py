"""Which application a message belongs to: by thread, people, domains and names, never by guessing."""

import pytest

from afterword.decide.matching import Directory
from afterword.decide.names_alike import company_key, is_about_another, same_company, same_role
from afterword.model import Agency, Application, Person, Reply, Signal
from tests.decide.build import ANN, JANE, SAM, TOM, envelope

ACME = Application(
    "acme", "Acme", "Backend Engineer", domains=("acme.example",), interviewers=(JANE,), sent_ids=("<s1>",)
)
DATA = Application("data", "Acme", "Data Scientist", domains=("acme.example",), coordinators=(TOM,))
BETA = Application("beta", "Beta GmbH", None, domains=("beta.example",), agency=Agency("Talent", "talent.example"))
STRANGER = Person("who@nowhere.example", "Somebody Else")


@pytest.mark.parametrize("other", ["ACME Corporation", "Acme GmbH & Co. KG", "Acme, Inc.", "acme"])
def test_legal_forms_are_no_part_of_a_company(other: str) -> None:
    assert same_company("Acme", other)


def test_a_company_that_is_only_a_legal_form_keeps_its_name() -> None:
    assert company_key("Holding AG") != ""
    assert not same_company("Acme", None)


def test_roles_are_the_same_where_one_lies_within_the_other() -> None:
    assert same_role("Backend Engineer", "Senior Backend Engineer (m/w/d)")
    assert same_role("Backend Engineer", None)
    assert not same_role("Backend Engineer", "Frontend Engineer")
    assert not same_role("Engineer", "Engineering Manager")


def test_an_answer_in_a_thread_belongs_to_its_application_whoever_writes() -> None:
    found = Directory([ACME, DATA]).match(envelope(STRANGER, answers="s1"), ())
    assert found.application == "acme"


def test_a_person_ties_stronger_than_a_domain() -> None:
    assert Directory([ACME, DATA]).match(envelope(JANE), ()).application == "acme"


def test_of_two_roles_at_one_company_the_one_that_is_named_is_it() -> None:
    directory = Directory([ACME, DATA])
    somebody = envelope(Person("hr@acme.example", "HR"), subject="Your application as Data Scientist")
    assert directory.match(somebody, directory.names_in(somebody.subject)).application == "data"


def test_where_nothing_decides_between_two_roles_none_is_taken() -> None:
    found = Directory([ACME, DATA]).match(envelope(Person("hr@acme.example", "HR")), ("Acme",))
    assert found.application is None
    assert set(found.candidates) == {"acme", "data"}


def test_an_agency_ties_by_its_domain() -> None:
    assert Directory([ACME, BETA]).match(envelope(ANN), ()).application == "beta"


def test_a_stranger_who_names_the_company_alone_ties_nothing() -> None:
    """A newsletter about Acme is no answer of Acme's."""
    assert Directory([ACME]).match(envelope(STRANGER), ("Acme",)).candidates == ()


def test_a_service_that_names_the_company_writes_for_it() -> None:
    robot = Person("no-reply@greenhouse.io", "Beta GmbH")
    assert Directory([ACME, BETA]).match(envelope(robot), ("Beta GmbH",)).application == "beta"


def test_names_are_found_as_whole_words() -> None:
    directory = Directory([ACME, BETA])
    assert directory.names_in("News from ACME: the Backend-Engineer position") == ("Acme", "Backend Engineer")
    assert directory.names_in("the acmeist poets of alphabet street") == ()


def test_what_the_owner_writes_belongs_to_the_thread_and_else_to_the_people() -> None:
    directory = Directory([ACME, DATA])
    assert directory.written_to(envelope(SAM, (TOM,), answers="s1")) == {"acme"}
    assert directory.written_to(envelope(SAM, (TOM, JANE))) == {"acme", "data"}
    assert directory.written_to(envelope(SAM, (STRANGER,))) == frozenset()


def test_another_person_is_another_fingerprint_and_the_same_applications_are_the_same() -> None:
    assert Directory([ACME, DATA]).fingerprint() == Directory([DATA, ACME]).fingerprint()
    assert Directory([ACME]).fingerprint() != Directory([ACME, DATA]).fingerprint()


def test_of_a_mailing_list_only_what_its_header_ties_is_read() -> None:
    directory = Directory([ACME])
    assert not directory.may_concern(envelope(STRANGER, subject="Weekly news"), is_list=True)
    assert directory.may_concern(envelope(JANE), is_list=True)
    assert directory.may_concern(envelope(STRANGER), is_list=False)
    assert not Directory([]).may_concern(envelope(JANE), is_list=False)


def test_a_bounce_belongs_where_what_it_returns_does_or_the_wrong_address() -> None:
    directory = Directory([ACME, DATA])
    daemon = envelope(Person("mailer-daemon@example.org"))
    assert directory.match(daemon, (), Reply(Signal.BOUNCE, 1, (), returned="<s1>")).application == "acme"
    assert directory.match(daemon, (), Reply(Signal.BOUNCE, 1, (), bounced=TOM.email)).application == "data"
    assert directory.match(daemon, (), Reply(Signal.BOUNCE, 1, ())).application is None


def test_what_does_not_speak_of_an_application_needs_a_tie_of_its_own() -> None:
    directory = Directory([ACME])
    news = Reply(Signal.TIMELINE, 0.9, (), needs_tie=True)
    sender = envelope(Person("news@acme.example", "Acme News"))
    assert directory.match(sender, (), news).candidates == ()
    assert directory.match(sender, (), Reply(Signal.TIMELINE, 0.9, ())).application == "acme"
    assert directory.match(sender, ("Backend Engineer",), news).application == "acme"
    assert directory.match(envelope(JANE), (), news).application == "acme"


def test_a_message_about_another_role_is_nobodys_unless_it_answers_a_thread() -> None:
    directory = Directory([ACME])
    other = Reply(Signal.REJECTION, 0.9, (), role="Data Scientist")
    found = directory.match(envelope(Person("jobs@acme.example")), (), other)
    assert (found.application, found.candidates) == (None, ("acme",))
    assert directory.match(envelope(JANE, answers="s1"), (), other).application == "acme"


@pytest.mark.parametrize(
    ("said", "role", "another"),
    [
        ("Data Engineer", "Backend Engineer", True),
        ("Senior Backend Developer", "Backend Engineer", False),
        ("Softwareentwickler", "Software Engineer", False),
        ("Manager", "Backend Engineer", False),
        ("Engineer", None, False),
        ("Técnico de PRL", "Técnico de Prevención de Riesgos Laborales", False),
        ("SRE", "Site Reliability Engineer", False),
        ("Técnico de PRL", "Técnico de Soldadura", True),
    ],
)
def test_roles_differ_only_by_telling_words(said: str, role: str | None, another: bool) -> None:
    assert is_about_another(said, role) is another
