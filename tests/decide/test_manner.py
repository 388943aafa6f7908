"""The language and the tone of a note: as that person wrote, else as the thread is written (T5)."""

import pytest
from msgspec.structs import replace

from afterword.model import Brief, Manner, Observation, Person, Signal, Tone
from tests.decide.build import (
    BOB,
    JANE,
    OWNER,
    TOM,
    answer,
    chaser_in,
    invite,
    look,
    thank_you_to,
    told,
)

FORMAL, INFORMAL = Manner("de", Tone.FORMAL), Manner("de", Tone.INFORMAL)


def note_to(person: Person, *facts: Observation) -> Brief:
    return thank_you_to(person, look("2026-11-25 16:00", *facts)).brief


@pytest.mark.parametrize(
    "language, informal", [("en", True), ("nl", True), ("de", False), ("fr", False), ("pt", False)]
)
def test_t5_where_nothing_tells_custom_does(language: str, informal: bool) -> None:
    brief = note_to(JANE, told(invite(language=language)))
    assert (brief.language, brief.informal) == (language, informal)


def test_t5_brazilians_use_first_names_and_portuguese_do_not() -> None:
    for zone, informal in (("America/Sao_Paulo", True), ("Europe/Lisbon", False)):
        assert note_to(JANE, told(invite(language="pt", time_zone=zone))).informal is informal
    there = Person("jane@acme.com.br", "Jane Doe", "Jane")
    assert note_to(there, told(invite(language="pt", interviewers=(there,)))).informal


def test_t5_tu_is_said_to_whoever_says_it_alone() -> None:
    invited = told(invite(language="fr"))
    says_tu = Manner("fr", Tone.INFORMAL, familiar=True)
    first_names = Manner("fr", Tone.INFORMAL)
    wrote = answer(Signal.ACKNOWLEDGEMENT, "2026-11-24 10:00", sender=JANE, manner=says_tu)
    assert note_to(JANE, invited, wrote).familiar
    assert not note_to(BOB, invited, wrote).familiar
    no_more = answer(Signal.ACKNOWLEDGEMENT, "2026-11-25 10:00", sender=JANE, manner=first_names)
    assert not note_to(JANE, invited, wrote, no_more).familiar


def test_t5_the_tone_is_that_persons_latest_else_that_of_the_thread() -> None:
    invited = told(invite(language="de", manner=FORMAL))
    assert not note_to(JANE, invited).informal
    on_first_names = answer(Signal.ACKNOWLEDGEMENT, "2026-11-24 10:00", sender=JANE, manner=INFORMAL)
    assert note_to(JANE, invited, on_first_names).informal
    assert note_to(BOB, invited, on_first_names).informal  # the latest of the thread
    formal_again = answer(Signal.ACKNOWLEDGEMENT, "2026-11-25 10:00", sender=TOM, manner=FORMAL)
    assert note_to(JANE, invited, on_first_names, formal_again).informal
    assert not note_to(BOB, invited, on_first_names, formal_again).informal


def test_t5_a_formal_letter_in_english_is_answered_formally() -> None:
    assert not note_to(JANE, told(invite(manner=Manner("en", Tone.FORMAL)))).informal


def test_what_is_written_after_a_note_was_due_does_not_change_it() -> None:
    later = answer(Signal.ACKNOWLEDGEMENT, "2026-11-25 17:00", sender=JANE, manner=FORMAL)
    found = look("2026-11-25 18:00", told(), later)
    assert thank_you_to(JANE, found).brief.informal
    assert not chaser_in(found).brief.informal


def test_an_absence_note_has_no_manner() -> None:
    away = answer(Signal.AUTO_REPLY, "2026-11-24 10:00", sender=JANE, manner=FORMAL)
    assert note_to(JANE, told(), away).language == "en"


def test_the_language_is_that_of_their_latest_mail_else_the_invites_else_the_threads() -> None:
    german, french = Manner("de", None), Manner("fr", None)
    unclear = told(invite(language="en"))
    jane_wrote = answer(Signal.ACKNOWLEDGEMENT, "2026-11-23 10:00", sender=JANE, manner=german)
    tom_wrote = answer(Signal.ACKNOWLEDGEMENT, "2026-11-24 10:00", sender=TOM, manner=french)
    assert note_to(JANE, unclear, jane_wrote, tom_wrote).language == "de"
    assert note_to(BOB, unclear, jane_wrote, tom_wrote).language == "fr"
    in_spanish = told(invite(language="es", manner=Manner("es", None)))
    assert note_to(BOB, in_spanish, jane_wrote, tom_wrote).language == "es"
    too_short_to_tell = answer(Signal.ACKNOWLEDGEMENT, "2026-11-25 10:00", sender=JANE)
    assert note_to(JANE, unclear, jane_wrote, too_short_to_tell).language == "de"


def test_t5_a_title_is_that_which_they_bear_themselves() -> None:
    doctor = replace(FORMAL, honorific="Dr. Doe")
    wrote = answer(Signal.ACKNOWLEDGEMENT, "2026-11-24 10:00", sender=JANE, manner=doctor)
    assert note_to(JANE, told(), wrote).honorific == "Dr. Doe"
    assert note_to(BOB, told(), wrote).honorific is None


def test_t5_an_invite_without_a_mail_is_its_organizers() -> None:
    from_calendar = replace(told(invite(organizer=JANE, manner=replace(FORMAL, honorific="Dr. Doe"))))
    unsigned = replace(from_calendar, envelope=replace(from_calendar.envelope, sender=Person()))
    brief = thank_you_to(JANE, look("2026-11-25 16:00", unsigned, owner=OWNER)).brief
    assert (brief.informal, brief.honorific) == (False, "Dr. Doe")
