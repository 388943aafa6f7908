"""A debrief form reads the same however a mail program brings it back (D1, D2)."""

import html as markup
import re
import textwrap
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from afterword import compose, forms, understand
from afterword.forms import NOTES, Field
from afterword.model import Brief, Debrief, Kind, Notes, Owner, Person, Sheet, Span, Unit
from afterword.understand.debrief import LONGEST_NOTE

AT = datetime(2026, 11, 25, 17, tzinfo=UTC)
ABOUT = "i3fa2c1d0e9"
PRIYA = Person("priya.nair@halden.example", "Priya Nair", "Priya")
TOM = Person("tom.beckett@halden.example", "Tom Beckett", "Tom")
ANA = Person("ana.lima@halden.example", "Ana Lima", "Ana")
OWNER = Owner("Sam Rivera", ("sam@rivera.example",), "Europe/London")
LANGUAGES = forms.languages()


def brief(
    language: str = "en",
    people: tuple[Person, ...] = (PRIYA, TOM),
    not_read: tuple[str, ...] = (),
    company: str = "Halden Robotics",
    role: str = "Senior Firmware Engineer",
) -> Brief:
    sheet = Sheet(ABOUT, datetime(2026, 11, 25, 14, tzinfo=UTC), people, not_read)
    day = date(2026, 11, 25)
    myself = Person("sam@rivera.example", "Sam Rivera")
    return Brief(Kind.DEBRIEF, language, myself, OWNER, day, day, "", role, company, sheet=sheet)


def blank(language: str = "en") -> str:
    return compose.write(brief(language)).body


def head(field: Field, language: str = "en") -> str:
    label = forms.load(language).labels[field]
    return f"{label.name} ({label.hint}):"


def filled(answers: dict[Field, str], language: str = "en") -> str:
    text = blank(language)
    for field, answer in answers.items():
        assert head(field, language) in text
        if field is Field.PEOPLE:  # here the known ones stand already
            answer = f"{answer}; "
        text = text.replace(head(field, language), f"{head(field, language)} {answer}")
    return text


def read(text: str, language: str = "en") -> tuple[Debrief, ...]:
    return in_order(understand.read_form(text, ABOUT, AT, blank(language)))


def in_order(found: tuple[Debrief, ...]) -> tuple[Debrief, ...]:
    """With the people in the order of their names."""
    return tuple(replace(one, people=tuple(sorted(one.people, key=lambda person: person.name or "~"))) for one in found)


def the_one(text: str, language: str = "en") -> Debrief:
    (debrief,) = read(text, language)
    return debrief


# --- What is written comes back ---

WORDS = "robot arm torque berries careful honest team weekly release Zürich naïve coffee quick sensors".split()
PROSE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join)
DAYS = st.dates(date(2026, 11, 26), date(2027, 3, 31))
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(NOTES, PROSE),
        Field.PEOPLE: st.just("Ana Lima <ana.lima@halden.example>"),
        Field.FEEDBACK_BY: DAYS.map(date.isoformat),
        Field.ANSWERS_FROM: st.sampled_from(["Lucy Marsh", "lucy.marsh@halden.example"]),
        Field.DO_NOT_CHASE: st.sampled_from(["yes", "no"]),
        Field.OTHERS: st.just("Bo Ek <bo@halden.example>"),
    },
)
LEFT_BLANK = st.sampled_from(["", "-", "—", "none", "N/A", "...", "nichts", "rien"])


def expected(answers: dict[Field, str]) -> tuple[Debrief, ...]:
    people = []
    if Field.PEOPLE in answers:
        people.append(ANA)
    if Field.OTHERS in answers:
        people.append(Person("bo@halden.example", "Bo Ek", "Bo"))
    said = answers.get(Field.DO_NOT_CHASE)
    day = answers.get(Field.FEEDBACK_BY)
    debrief = Debrief(
        ABOUT,
        AT,
        Notes(**{name.value: answers[name] for name in NOTES if name in answers}),
        people=tuple(people),
        feedback_by=date.fromisoformat(day) if day else None,
        answers_from=answers.get(Field.ANSWERS_FROM),
        do_not_chase=None if said is None else said == "yes",
    )
    return (debrief,) if answers else ()


def as_it_is(text: str) -> str:
    return text


def wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, 60) for line in text.split("\n"))


def quoted(text: str) -> str:
    return "On Wed, 25 Nov 2026 at 16:20, Sam Rivera <sam@rivera.example> wrote:\n\n" + "".join(
        f"> {line}".rstrip() + "\n" for line in text.split("\n")
    )


def quoted_twice_and_wrapped(text: str) -> str:
    return quoted(quoted(wrapped(text)))


def without_blank_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line)


def in_one_paragraph(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 72)


def with_signature(text: str) -> str:
    return f"{text}\n-- \nSam Rivera\nHighlights: of a life\n"


def with_doubled_links(text: str) -> str:
    """As Exchange writes the plain text of a message in HTML."""
    return re.sub(r"<([\w.]+@[\w.]+)>", r"<\1<mailto:\1>>", text)


def emphasised(text: str) -> str:
    return "\n".join(f"*{line.replace(':', ':*', 1)}" if "):" in line else line for line in text.split("\n"))


def without_colons(text: str) -> str:
    """As by one who typed over them."""
    return text.replace("):", ")")


def with_dashes(text: str) -> str:
    """As by one who writes a form anew: "Forgot - the tests"."""
    return re.sub(r"(?m)^([^()\n]+) \([^()]+\): (?=\S)", r"\1 - ", text)


Way = Callable[[str], str]
WAYS: tuple[Way, ...] = (
    as_it_is,
    wrapped,
    quoted,
    quoted_twice_and_wrapped,
    without_blank_lines,
    with_signature,
    emphasised,
    with_doubled_links,
    without_colons,
    with_dashes,
)


@given(ANSWERS, st.sampled_from(LANGUAGES), st.sampled_from(WAYS))
def test_any_fields_in_any_language_and_shape_come_back_d1(answers: dict[Field, str], language: str, way: Way) -> None:
    assert read(way(filled(answers, language)), language) == expected(answers)


@given(ANSWERS)
def test_a_form_run_into_one_paragraph_comes_back_d1(answers: dict[Field, str]) -> None:
    assert read(in_one_paragraph(filled(answers))) == expected(answers)


@given(ANSWERS, st.sampled_from(["div", "p", "br", "pre"]), st.booleans())
def test_a_form_made_html_comes_back_d2(answers: dict[Field, str], block: str, with_plain: bool) -> None:
    lines = [markup.escape(line) for line in filled(answers).split("\n")]
    bodies = {
        "div": "".join(f"<div>{line or '<br>'}</div>" for line in lines),
        "p": "".join(f"<p><b>{line}</b></p>" for line in lines if line),
        "br": "<br>\r\n".join(lines),
        "pre": "<pre>" + "\n".join(lines) + "</pre>",
    }
    message = EmailMessage()
    message["From"] = message["To"] = "sam@rivera.example"
    if with_plain:
        message.set_content("Your mail program shows no HTML.")
        message.add_alternative(f"<html><body>{bodies[block]}</body></html>", subtype="html")
    else:
        message.set_content(f"<html><body>{bodies[block]}</body></html>", subtype="html")
    assert understand.read_debrief(bytes(message), ABOUT, AT, blank()) == expected(answers)


@given(ANSWERS, st.dictionaries(st.sampled_from(Field), LEFT_BLANK))
def test_blanks_say_nothing_d2(answers: dict[Field, str], nothing: dict[Field, str]) -> None:
    nothing = {field: text for field, text in nothing.items() if field not in {*answers, Field.PEOPLE}}
    assert read(filled({**answers, **nothing})) == expected(answers)


@given(ANSWERS, st.sampled_from(LANGUAGES))
def test_answers_above_the_quoted_form_are_read_d2(answers: dict[Field, str], language: str) -> None:
    above = "\n".join(f"{forms.load(language).labels[field].name}: {text}" for field, text in answers.items())
    assert read(f"{above}\n\n{quoted(blank())}", "en") == expected(answers)


@given(ANSWERS, st.sampled_from(LANGUAGES))
def test_labels_alone_or_as_others_say_them_are_read_d2(answers: dict[Field, str], language: str) -> None:
    for number in range(4):
        labels = forms.load(language).labels
        names = {field: (label.name, *label.also)[number % (1 + len(label.also))] for field, label in labels.items()}
        text = "\n".join(f"- {names[field]} : {text}" for field, text in answers.items())
        assert read(text) == expected(answers)


@given(ANSWERS, st.sampled_from(LANGUAGES), st.sets(st.sampled_from(Field)), st.booleans())
def test_labels_translated_into_words_of_no_form_are_known_by_their_place_d2(
    answers: dict[Field, str], language: str, strange: set[Field], lines_between: bool
) -> None:
    text = filled(answers, language)
    for field in strange:
        label = forms.load(language).labels[field]
        words = " ".join("ø" + word[::-1].replace("“", "").replace("„", "") for word in label.hint.split())
        text = text.replace(head(field, language), f"Ø{label.name[::-1]} ({words}):")
    assert read(text if lines_between else without_blank_lines(text), language) == expected(answers)


def test_d2_a_form_translated_as_a_whole_is_read() -> None:
    text = """Skriv det, du vil, bag kolonerne, og gem denne kladde. Ingen andre ser den.

Personer (hvem der interviewede dig): Priya Nair <priya.nair@halden.example>
Højdepunkter (hvad der bliver tilbage): bootloaderen
Komplimenter (hvad du kunne lide): en venlig tone
Glemt (hvad du ikke fik sagt): at jeg taler polsk
Rettelser (hvad du sagde forkert): to kerner, ikke fire
Spørgsmål (et, der er kommet siden): hvordan tester I?
Projekt (hvad du arbejder på): en sporer
Hvorfor du passer (i en sætning): seks år med kort
Svar inden (en dag, eller "om to uger"): 4/12/2026
Hvem svarer (et navn eller en adresse): Lucy Marsh
Skriv ikke igen (ja, hvis de bad om det): yes
Andre (hvem du ellers vil takke): Bo Ek <bo@halden.example>

(Her slutter skemaet.)
"""
    debrief = the_one(text)
    assert (debrief.feedback_by, debrief.answers_from, debrief.do_not_chase) == (date(2026, 12, 4), "Lucy Marsh", True)
    assert (debrief.notes.question, debrief.notes.fit) == ("hvordan tester I?", "seks år med kort")
    assert debrief.people == (Person("bo@halden.example", "Bo Ek", "Bo"),)


# --- A blank form says nothing ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_made_under_another_name_or_zone_says_nothing_d2(language: str) -> None:
    """`afterword confirm` has named the company since, or the user has moved."""
    elsewhere = replace(OWNER, time_zone="Asia/Tokyo")
    earlier = compose.write(replace(brief(language, company="Halden"), writer=elsewhere)).body
    assert earlier != blank(language)
    assert understand.read_form(earlier, ABOUT, AT, blank(language)) == ()
    (read_on,) = understand.read_form(f"Bring the laptop.\n\n{earlier}", ABOUT, AT, blank(language))
    assert read_on.unread == ("Bring the laptop.",)


HOSTILE = st.text(max_size=80) | st.sampled_from(
    [
        "Do not chase: yes",
        "Highlights (what stays of the talk): I know it",
        "a\nForgot: everything",
        "and, <b@c.example>",
    ]
)


@given(st.sampled_from(LANGUAGES), HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_whatever_a_mail_calls_people_and_companies_a_blank_form_says_nothing(
    language: str, name: str, company: str, role: str, not_read: str
) -> None:
    people = (Person("a@acme.example", name), Person(None, name), PRIYA)
    lines = (f"feedback_by: {not_read}", not_read)
    body = compose.write(brief(language, people, lines, company, role)).body
    assert understand.read_form(body, ABOUT, AT, body) == ()
    found = understand.read_form(body, ABOUT, AT)
    assert all(one.notes == Notes() and one.do_not_chase is None and one.feedback_by is None for one in found)


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda data: data.decode("latin-1")))
def test_nothing_breaks_it(text: str) -> None:
    for debrief in read(text) + read(f"Others met: {text}") + read(f"Feedback by: {text}"):
        assert len(debrief.people) <= 30
        assert len(debrief.unread) <= 20


# --- Days, people, points ---


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Friday 4 December", date(2026, 12, 4)),
        ("4/12/2026", date(2026, 12, 4)),
        ("by the end of next week, Lucy said", date(2026, 12, 4)),
        ("within the next 5 working days", Span(5, Unit.WORKING_DAY)),
        ("in two weeks", Span(2, Unit.WEEK)),
        ("4. Dezember", date(2026, 12, 4)),
        ("in zwei Wochen", Span(2, Unit.WEEK)),
        ("le 4 décembre", date(2026, 12, 4)),
        ("4 de diciembre", date(2026, 12, 4)),
        ("4 december", date(2026, 12, 4)),
        ("il 4 dicembre", date(2026, 12, 4)),
    ],
)
def test_c2_a_day_is_read_as_people_write_it(text: str, until: object) -> None:
    assert the_one(filled({Field.FEEDBACK_BY: text})).feedback_by == until


@pytest.mark.parametrize(
    "text",
    [
        "not before Friday",
        "No earlier than 4 December",
        "nicht vor Freitag",
        "pas avant le 4 décembre",
        "no antes del 4 de diciembre",
        "não antes de 4 de dezembro",
        "niet voor 4 december",
        "non prima del 4 dicembre",
    ],
)
def test_c2_a_day_before_which_there_is_no_answer_is_no_promise(text: str) -> None:
    found = the_one(filled({Field.FEEDBACK_BY: text}))
    assert (found.feedback_by, found.unread) == (None, (f"feedback_by: {text}",))


def test_d2_what_cannot_be_read_is_kept_with_its_field() -> None:
    text = filled(
        {Field.FEEDBACK_BY: "when Mercury is direct", Field.DO_NOT_CHASE: "perhaps", Field.FORGOT: "the tests"}
    )
    debrief = the_one(f"Hello form,\n\n{text}\nand one more thing\n")
    assert debrief.notes == Notes(forgot="the tests")
    assert debrief.unread == (
        "Hello form,",
        "feedback_by: when Mercury is direct",
        "do_not_chase: perhaps",
        "and one more thing",
    )


def test_d2_what_is_written_beside_our_own_lines_is_not_lost() -> None:
    lines = ("feedback_by: when Mercury is direct",)
    body = compose.write(brief(not_read=lines)).body
    changed = body.replace("25 14.00", "25 14.00\nIt went well.").replace("is direct”", "is direct” I mean in March")
    (debrief,) = understand.read_form(changed, ABOUT, AT, body)
    assert [line.endswith(("It went well.", "I mean in March")) for line in debrief.unread] == [True, True]


def test_d2_a_link_that_stands_twice_is_read_once() -> None:
    shown = "the demo is at https://demo.example/a<https://demo.example/a>, the talk is <https://talk.example>"
    debrief = the_one(filled({Field.FORGOT: shown}))
    assert debrief.notes.forgot == "the demo is at https://demo.example/a, the talk is <https://talk.example>"


@pytest.mark.parametrize("dash", ["--", "-- ", "—", "–"])
def test_d2_a_dash_for_nothing_signs_nothing(dash: str) -> None:
    text = filled({Field.HIGHLIGHT: f"\n{dash}\n", Field.FORGOT: "the tests", Field.DO_NOT_CHASE: "yes"})
    assert read(text) == (Debrief(ABOUT, AT, Notes(forgot="the tests"), do_not_chase=True),)


def test_a_signature_below_the_form_or_above_the_old_one_is_not_read() -> None:
    text = filled({Field.FORGOT: "the tests"})
    quoted = "".join(f"> {line}\n" for line in blank().splitlines())
    old = f"-----Original Message-----\nFrom: Sam\nTo: Sam\nSubject: Your notes\n\n{blank()}"
    for sent in (
        f"{text}\n-- \nSam",
        f"Forgot: the tests\n\n-- \nSam\n\n{quoted}",
        f"Forgot: the tests\n--\nSam\n\n{old}",
    ):
        assert read(sent) == (Debrief(ABOUT, AT, Notes(forgot="the tests")),)


def test_accents_may_be_decomposed() -> None:
    text = unicodedata.normalize("NFD", filled({Field.HIGHLIGHT: "Zürich"}, "de"))
    assert understand.read_form(text, ABOUT, AT, blank("de")) == (Debrief(ABOUT, AT, Notes(highlight="Zürich")),)


def test_d2_what_is_asked_once_more_is_not_read_again() -> None:
    lines = ("feedback_by: when Mercury is direct", "Highlights: none that I know")
    body = compose.write(brief(not_read=lines)).body
    assert body.count("Not understood: “") == 2
    assert understand.read_form(body, ABOUT, AT, body) == ()
    answered = body.replace(head(Field.FEEDBACK_BY), f"{head(Field.FEEDBACK_BY)} 11 December")
    (debrief,) = understand.read_form(answered, ABOUT, AT, body)
    assert (debrief.feedback_by, debrief.unread) == (date(2026, 12, 11), ())


def test_t9_people_with_and_without_addresses_are_told_apart() -> None:
    met = "Ana Lima (CTO), ana.lima@halden.example; Bo Ek and Cy Dee"
    text = f"{met}\n- mailto:di@halden.example\n- the tall one from the 3rd floor"
    debrief = the_one(filled({Field.OTHERS: text}))
    assert debrief.people == (
        ANA,
        Person(None, "Bo Ek", "Bo"),
        Person(None, "Cy Dee", "Cy"),
        Person("di@halden.example", None, None),
    )
    assert debrief.unread == ("others: the tall one from the 3rd floor",)


def test_what_is_for_one_alone_is_theirs() -> None:
    text = blank().replace(
        "For Priya Nair <priya.nair@halden.example> alone:",
        "For Priya Nair <priya.nair@halden.example> alone: your torque demo",
    )
    assert read(text) == (Debrief(ABOUT, AT, Notes(highlight="your torque demo"), whose=PRIYA.email),)


def test_several_points_are_sentences() -> None:
    assert the_one(filled({Field.HIGHLIGHT: "\n- the arm\n- the berries,\n  sorted by hand\n- lunch"})).notes == Notes(
        highlight="the arm. The berries, sorted by hand. Lunch"
    )


def test_a_point_that_begins_with_a_name_keeps_its_letters() -> None:
    assert the_one(filled({Field.PROJECT: "\n- a tracer;\n- its parser\n- iOS builds"})).notes == Notes(
        project="a tracer; its parser. iOS builds"
    )


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Lucy (HR)", "Lucy"),
        ("Lucy Marsh from HR", "Lucy Marsh"),
        ("Frau Dr. Marsh vom Personal", "Marsh"),
        ("Lucy, or Tom if she is away", "Lucy"),
        ("write to Lucy.Marsh@halden.example", "lucy.marsh@halden.example"),
        ("lucy marsh", "lucy marsh"),
        ("the recruiter", "the recruiter"),
        ("HR", "HR"),
        ("don't know", None),
        ("weiß ich nicht", None),
    ],
)
def test_c4_who_answers_is_a_name_or_an_address(text: str, who: str | None) -> None:
    found = read(filled({Field.ANSWERS_FROM: text}))
    assert [one.answers_from for one in found] == ([who] if who else [])


@pytest.mark.parametrize("text", ["not said", "they didn't say", "nicht gesagt", "pas dit", "geen idee"])
def test_d2_a_day_that_nobody_named_is_not_asked_for_again(text: str) -> None:
    assert read(filled({Field.FEEDBACK_BY: text})) == ()


def test_t4_a_note_has_bounds() -> None:
    debrief = the_one(filled({Field.HIGHLIGHT: "torque " * 400}))
    assert debrief.notes.highlight
    assert LONGEST_NOTE - 10 < len(debrief.notes.highlight) <= LONGEST_NOTE
    assert debrief.unread[0].startswith("highlight: torque")


def test_d2_nothing_is_cut_off_of_what_could_not_be_read() -> None:
    words = [f"word{number}" for number in range(500)]
    debrief = the_one(filled({Field.FORGOT: " ".join(words)}))
    kept = " ".join(line.removeprefix("forgot: ") for line in debrief.unread)
    assert f"{debrief.notes.forgot} {kept}".split() == words
    people = [f"Ana Lima{number} <ana{number}@halden.example>" for number in range(40)]
    met = the_one(filled({Field.OTHERS: ", ".join(people)}))
    assert len(met.people) + len(met.unread) == 40


@pytest.mark.parametrize(
    "text", ["the CTO", "CTO", "VP Sales", "Head of Engineering", "same as above", "I don't know", "me", "two others"]
)
def test_t10_what_names_nobody_is_nobody_to_ask_for(text: str) -> None:
    debrief = the_one(filled({Field.OTHERS: f"Ana Lima; {text}"}))
    assert [person.name for person in debrief.people] == ["Ana Lima"]
    assert debrief.unread == (f"others: {text}",)


@pytest.mark.parametrize(
    "text",
    [
        "Lima, Ana <ana.lima@halden.example>",
        "Lima, Ana  <Ana.Lima@halden.example>",
        "Ana Lima - CTO <ana.lima@halden.example>",
        "Ana Lima <ana.lima@halden.example> - VP Sales",
        "Ana Lima, CTO <ana.lima@halden.example>",
        "Ana Lima, Head of Engineering, ana.lima@halden.example",
        "Ana Lima (CTO) <ana.lima@halden.example>",
    ],
)
def test_d1_a_person_with_surname_first_or_a_title_is_one_person(text: str) -> None:
    debrief = the_one(filled({Field.OTHERS: f"Bo Ek <bo@halden.example>, {text}; Cy Dee"}))
    assert debrief.people == (ANA, Person("bo@halden.example", "Bo Ek", "Bo"), Person(None, "Cy Dee", "Cy"))
    assert debrief.unread == ()


def test_d1_two_people_are_not_made_one() -> None:
    text = "Ana, Bo Ek <bo@halden.example>, van Dijk, Anouk <a@halden.example>; Tom Beckett - knows torque"
    debrief = the_one(filled({Field.OTHERS: text}))
    assert [person.name for person in debrief.people] == ["Ana", "Anouk van Dijk", "Bo Ek", "Tom Beckett"]
    assert debrief.unread == ("others: knows torque",)


def test_t9_a_title_without_an_address_is_left_out() -> None:
    debrief = the_one(filled({Field.OTHERS: "Ana Lima, CTO; Bo Ek - Head of Engineering"}))
    assert [person.name for person in debrief.people] == ["Ana Lima", "Bo Ek"]
    assert debrief.unread == ()


@pytest.mark.parametrize("name", ["Jan van der Berg", "Ana de la Cruz", "李明", "O'Neill", "Priya"])
def test_t9_names_are_names_without_an_address_too(name: str) -> None:
    assert [person.name for person in the_one(filled({Field.OTHERS: name})).people] == [name]


def test_c2_tomorrow_is_said_by_the_clock_of_the_user() -> None:
    morning = datetime(2026, 11, 26, 8, tzinfo=ZoneInfo("Australia/Sydney"))  # still the 25th in UTC
    (debrief,) = understand.read_form(filled({Field.FEEDBACK_BY: "tomorrow"}), ABOUT, morning, blank())
    assert (debrief.feedback_by, debrief.at) == (date(2026, 11, 27), morning)
    assert debrief.at.tzinfo is UTC
    noted = understand.with_field(Debrief(ABOUT, morning), Field.FEEDBACK_BY, "tomorrow")
    assert noted.feedback_by == date(2026, 11, 27)


def test_half_a_surrogate_pair_can_be_written_down() -> None:
    msgspec.json.encode(
        the_one(filled({Field.FORGOT: "the \ud800 tests", Field.OTHERS: "Bo\udcff <bo@halden.example>"}))
    )


def test_a_huge_form_takes_no_time() -> None:
    started = datetime.now(UTC)
    for text in (">" * 9, "Highlights: ", "For a ", "For a\n", "x@", "Others met: a, ", "On a@b\n", "1. ", "(", "Not "):
        read(text * 20_000)
    assert datetime.now(UTC) - started < timedelta(seconds=10)


# --- The data ---


def test_no_name_heads_two_fields() -> None:
    fields: dict[str, set[Field]] = {}
    for language in LANGUAGES:
        for field, label in forms.load(language).labels.items():
            for name in (label.name, *label.also):
                fields.setdefault(name.casefold(), set()).add(field)
    assert {name: of for name, of in fields.items() if len(of) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_whole_form(language: str) -> None:
    form = forms.load(language)
    assert list(form.labels) == list(Field)
    assert "{person}" in form.alone
    assert "{interview}" in form.subject
    assert not {word.casefold() for word in form.yes} & {word.casefold() for word in form.no}
    assert ":" not in form.intro + form.end
    assert compose.write(brief(language)).subject.endswith(f"({ABOUT})")
