"""Who interviews, who arranges, what they are called; company and role."""

import pytest

from afterword import addresses
from afterword.understand import names
from tests.understand.samples import calendar, invite, only


@pytest.mark.parametrize(
    "sample, interviewers, coordinators",
    [
        (
            "google",
            [("Priya", "priya.nair@halden.example"), ("Tom", "tom.ashworth@halden.example")],
            ["lucy.hart@halden.example"],
        ),
        ("outlook", [("Dana", "dana.whitfield@brightwater.example")], ["marta.castellano@brightwater.example"]),
        ("scheduler", [("Ines", None), ("Omar", None)], ["no-reply@greenhouse.io"]),
        ("alone", [("Abi", "abi@wexley.example")], []),
        ("on-behalf", [("Gail", "gail.pryor@ternhotels.example")], ["molly.dent@ternhotels.example"]),
        (
            "deutsch",
            [("Anke", "anke.voss@lindenbau.example"), ("Jörg", "joerg.maier@lindenbau.example")],
            ["ute.klein@lindenbau.example"],
        ),
    ],
)
def test_who_is_who(sample: str, interviewers: list[tuple[str, str | None]], coordinators: list[str]) -> None:
    found = invite(sample)
    assert [(person.first_name, person.email) for person in found.interviewers] == interviewers
    assert [person.email for person in found.coordinators] == coordinators


@pytest.mark.parametrize(
    "sample, company, role",
    [
        ("google", "Halden Systems", "Senior Firmware Engineer"),
        ("outlook", "Brightwater", "Data Analyst"),
        ("scheduler", "Tarn Analytics", "Product Analyst"),
        ("alone", "Wexley Care", "Community Nurse"),
        ("on-behalf", "Tern Hotels", "Kitchen Manager"),
        ("media-role", "Southern Press", "Training Manager"),
        ("deutsch", "Lindenbau", "Bauleiter/in"),
        ("no-end", "Acornlabs", None),
    ],
)
def test_company_and_role_are_as_written_or_as_the_domain_says(
    sample: str, company: str | None, role: str | None
) -> None:
    found = invite(sample)
    assert (found.company, found.role) == (company, role)


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;CUTYPE=ROOM;CN=Oslo:mailto:oslo@acme.example",
        "ATTENDEE;CUTYPE=RESOURCE;CN=Projector:mailto:projector@acme.example",
        "ATTENDEE;ROLE=NON-PARTICIPANT;CN=Jane Doe:mailto:jane@acme.example",
        "ATTENDEE;CUTYPE=GROUP;CN=Engineering:mailto:eng@acme.example",
        "ATTENDEE;CN=Conference Room 4:mailto:cr4@acme.example",
        "ATTENDEE;CN=Notetaker:mailto:notetaker@acme.example",
        "ATTENDEE;CN=no-reply@acme.example:mailto:no-reply@acme.example",
        "ATTENDEE;CN=Acme Talent Team:mailto:talent@acme.example",
        "ATTENDEE;CN=Jane Doe:mailto:x1@group.calendar.google.com",
        "ATTENDEE;CN=Kim Okoye:mailto:kim@okoye.example",
        "ATTENDEE;PARTSTAT=DECLINED;CN=Jane Doe:mailto:jane@acme.example",
    ],
)
def test_these_never_interview(line: str) -> None:
    bob = "ATTENDEE;CN=Bob Ray:mailto:bob@acme.example"
    found = only(calendar("SUMMARY:Technical interview", bob, line))
    assert [person.email for person in found.interviewers] == ["bob@acme.example"]


def test_an_occupation_can_be_a_surname() -> None:
    text = "DESCRIPTION:You will meet Ann Baker (Staff Engineer)\\, Bob Cook\\, CTO\\, and Cy Miller."
    found = only(calendar("SUMMARY:Technical interview", text))
    assert [person.name for person in found.interviewers] == ["Ann Baker", "Bob Cook", "Cy Miller"]


@pytest.mark.parametrize(
    "name, email, first",
    [
        ("Jane Doe", None, "Jane"),
        ("Doe, Jane", None, "Jane"),
        ("DOE Jane", None, "Jane"),
        ("Jane DOE", None, "Jane"),
        ("Doe, Jane (Acme)", None, "Jane"),
        ("Jane Doe | Acme", None, "Jane"),
        ("Jane Doe - Acme GmbH", None, "Jane"),
        ("Dr. Jane Doe, PhD", None, "Jane"),
        ("Prof. Dr. med. Jane Doe", None, "Jane"),
        ("Dr. G. Doe", None, None),
        ("J. Robert Doe", None, "Robert"),
        ('Robert "Bob" Doe', None, "Bob"),
        ("Elizabeth (Liz) Doe", None, "Liz"),
        ("Jane Doe (she/her)", None, "Jane"),
        ("Kowalska Anna", "anna.kowalska@acme.example", "Anna"),
        ("Kowalska Anna", None, "Anna"),
        ("Sean Paul", None, "Sean"),
        ("van der Berg, Jan", None, "Jan"),
        ("Anne-Marie Doe", None, "Anne-Marie"),
        ("jane doe", None, "Jane"),
        ("JANE DOE", None, "Jane"),
        ("Doe", "jdoe@acme.example", None),
        (None, "jane.doe@acme.example", "Jane"),
        (None, "jdoe@acme.example", None),
        (None, "no-reply@acme.example", None),
        ("Recruiting Team", None, None),
        ("Talent @ Acme", None, None),
        ("中村 恵", None, "恵"),
        ("田中 太郎様", None, "太郎"),
        ("김민준", None, "민준"),
        ("王小明", None, "小明"),
        ("Lim Wei Jie", None, "Wei Jie"),
        ("Tan Wei-Ling", None, "Wei-Ling"),
        ("Kim Larsen", None, "Kim"),
        ("Wang Xiaoming", None, "Xiaoming"),
        ("Xiaoming Wang", None, "Xiaoming"),
        ("Tanaka Kenji", None, "Kenji"),
        ("Nagy Péter", None, "Péter"),
        ("Trần Văn Minh", None, "Minh"),
        ("van Dijk Anouk", "a.vandijk@acme.example", "Anouk"),
        ("Berg, Koen van den", None, "Koen"),
        ("DE LA CRUZ María", None, "María"),
        ("D.ª Pilar Doe", None, "Pilar"),
        ("Eng.ª Graça Doe", None, "Graça"),
        ("Ms Doe", None, None),
        ("Frau Doe", None, None),
        ("Enrico Sala", None, "Enrico"),
        ("Ausbildungsteam Acme", None, None),
    ],
)
def test_first_names(name: str | None, email: str | None, first: str | None) -> None:
    assert names.person(email, name).first_name == first


@pytest.mark.parametrize(
    "email, automated, service, public, organisation",
    [
        ("jane@acme.example", False, False, False, "acme"),
        ("jane@mail.acme.co.uk", False, False, False, "acme"),
        ("no-reply@us.greenhouse-mail.io", True, True, False, None),
        ("do.not.reply@acme.example", True, False, False, "acme"),
        ("calendar-notification@google.com", True, False, False, "google"),
        ("c_1@group.calendar.google.com", True, True, False, None),
        ("jane@lever.example", False, False, False, "lever"),
        ("jane@hire.lever.co", True, True, False, None),
        ("jane@gmail.com", False, False, True, None),
        ("jane@yahoo.co.uk", False, False, True, None),
        ("jane@web.de", False, False, True, None),
        ("jane@web.example", False, False, False, "web"),
    ],
)
def test_what_an_address_tells(
    email: str, automated: bool, service: bool, public: bool, organisation: str | None
) -> None:
    domain = addresses.domain(email)
    assert addresses.is_automated(email) is automated
    assert addresses.is_service(domain) is service
    assert addresses.is_public_host(domain) is public
    assert addresses.organisation(domain) == organisation


def test_two_names_of_one_organisation() -> None:
    assert addresses.same_organisation("mail.acme.co.uk", "acme.co.uk")
    assert addresses.same_organisation("acme.example", "acme.test")
    assert not addresses.same_organisation("gmail.com", "gmail.com")
    assert not addresses.same_organisation("a.greenhouse.io", "b.greenhouse.io")
    assert not addresses.same_organisation("abc.example", "abc.test")
