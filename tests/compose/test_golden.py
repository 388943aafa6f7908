"""Whole texts of a dozen situations, to be read by people. ``AFTERWORD_UPDATE_GOLDEN=1`` writes them anew."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from afterword.compose import write
from afterword.model import Brief, Kind, Person
from tests.compose.examples import LUCY, PRIYA, SAM, SIX, TOM, chaser, thank_you

GOLDEN = Path(__file__).parent / "golden"

LONG = Person("m@halden.example", "Maria del Carmen Fernández-Villaverde y Ortiz de Zárate", "Maria del Carmen")
SARAH = Person("sarah@halden.example", "שרה לוי", "שרה")
XIAOMING = Person("xm@halden.example", "王小明", "小明")
NOBODY = Person("interviews@halden.example")
UNKNOWN = replace(thank_you(NOBODY, (NOBODY,)), role=None, company=None, met=())

SITUATIONS: dict[str, tuple[Brief, ...]] = {
    "all_known": (thank_you(PRIYA), thank_you(TOM)),
    "nearly_nothing_known": (UNKNOWN, replace(UNKNOWN, seed="other"), replace(UNKNOWN, round=2)),
    "long_names": (
        replace(thank_you(LONG, (LONG,)), role="Principal Distributed Storage and Streaming Platform Engineer (f/m/d)",
                company="Institut für Angewandte Informationstechnik GmbH & Co. KG"),
        replace(chaser(LONG), role="Principal Distributed Storage and Streaming Platform Engineer (f/m/d)"),
    ),
    "right_to_left_and_cjk": (thank_you(SARAH, (SARAH, XIAOMING)), thank_you(XIAOMING, (SARAH, XIAOMING))),
    "no_company": (replace(thank_you(), company=None), replace(chaser(), company=None)),
    "no_role": (replace(thank_you(), role=None), replace(chaser(), role=None)),
    "panel_of_six": tuple(thank_you(person, SIX, "six") for person in SIX),
    "second_round": tuple(replace(thank_you(person, SIX, "six"), round=2) for person in SIX),
    "after_a_next_step": tuple(replace(thank_you(person), awaits_reply=False) for person in (PRIYA, TOM)),
    "in_a_thread": (
        replace(thank_you(), thread_subject="Invitation: Interview, Senior Firmware Engineer"),
        replace(chaser(), thread_subject="RE: Your interview with Halden"),
    ),
    "formal_with_signature": (
        replace(thank_you(), informal=False, writer=replace(SAM, signature="Sam Rivera\nEmbedded software\n07 London")),
    ),
    "a_week_later": (replace(thank_you(), due=date(2026, 4, 22)),),
    "chaser_to_recruiter": (*(chaser(seed=seed) for seed in "abcd"), replace(chaser(), promised=None)),
    "chaser_to_interviewer": (*(chaser(PRIYA, seed=seed) for seed in "abcd"), replace(chaser(PRIYA), promised=None)),
    "chaser_without_a_thank_you": (replace(chaser(PRIYA), thanked=False), replace(chaser(LUCY), thanked=False)),
    "final_chaser": tuple(chaser(person, Kind.FINAL_CHASER, seed) for person in (LUCY, PRIYA) for seed in "abc"),
    "address_request": tuple(
        replace(chaser(LUCY, Kind.ADDRESS_REQUEST, seed), met=("Ana",), due=date(2026, 4, 15)) for seed in "ab"
    ),
    "feedback_request": tuple(chaser(person, Kind.FEEDBACK_REQUEST, seed) for person in (LUCY, PRIYA) for seed in "ab"),
}  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS)
def test_texts_are_as_they_were_read(situation: str) -> None:
    letters = [(brief, write(brief)) for brief in SITUATIONS[situation]]
    text = "\n".join(
        f"To: {brief.recipient.name or brief.recipient.email}\nSubject: {letter.subject}\n\n{letter.body}\n{'-' * 72}"
        for brief, letter in letters
    )
    file = GOLDEN / f"{situation}.txt"
    if os.environ.get("AFTERWORD_UPDATE_GOLDEN"):
        file.write_text(text + "\n", encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text + "\n"


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(SITUATIONS)
