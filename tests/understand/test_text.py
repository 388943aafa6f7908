"""The newly written text of a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.understand.html import text_of
from afterword.understand.mime import parse
from afterword.understand.text import NewText, new_text, newly_written

NEW = "We will let you know by Friday.\n\nMara"
OLD = ["Dear Mara,", "", "Unfortunately I did not get the job elsewhere.", "Robin"]


def quoted(lines: list[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines)


@pytest.mark.parametrize(
    "history",
    [
        "On Tue, 5 May 2026 at 10:14, Robin Vale <robin@example.org> wrote:\n\n" + quoted(OLD),
        "On Tue, 5 May 2026 at 10:14, Robin Vale\n<robin@example.org>\nwrote:\n" + quoted(OLD),
        "Am 05.05.2026 um 10:14 schrieb Robin Vale:\n" + quoted(OLD),
        "Le mar. 5 mai 2026 à 10:14, Robin Vale <robin@example.org> a\nécrit :\n\n" + quoted(OLD),
        "El mar, 5 may 2026 a las 10:14, Robin Vale (<robin@example.org>) escribió:\n\n" + quoted(OLD),
        "Em ter., 5 de mai. de 2026 às 10:14, Robin Vale <robin@example.org>\nescreveu:\n\n" + quoted(OLD),
        "Op di 5 mei 2026 om 10:14 schreef Robin Vale <robin@example.org>:\n\n" + quoted(OLD),
        "Il giorno mar 5 mag 2026 alle ore 10:14 Robin Vale <robin@example.org>\nha scritto:\n\n" + quoted(OLD),
        "2026-05-05 10:14 Robin Vale <robin@example.org>:\n" + quoted(OLD),
        "-----Original Message-----\nFrom: Robin Vale\nSent: 5 May 2026\nTo: Mara\nSubject: Thanks\n\n"
        + "\n".join(OLD),
        "________________________________\nFrom: Robin Vale <robin@example.org>\nSent: Tuesday\nTo: Mara\n"
        "Subject: Thanks\n\n" + "\n".join(OLD),
        "Von: Robin Vale\nGesendet: Dienstag\nAn: Mara\nBetreff: Danke\n\n" + "\n".join(OLD),
        "On 5 May 2026, at 10:14, Robin Vale <robin@example.org> wrote:\n\n" + "\n".join(OLD),
    ],
)
def test_history_below_is_cut(history: str) -> None:
    assert newly_written(f"{NEW}\n\n{history}").body == NEW


def test_bottom_and_inline_replies_are_kept() -> None:
    text = "On 5 May 2026, Robin wrote:\n> When will I hear?\n\nOn Friday.\n\n> And the salary?\n\nNot yet known."
    assert newly_written(text).body == "On Friday.\n\nNot yet known."


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------\n",
        "Begin forwarded message:\n\n",
        "-------- Weitergeleitete Nachricht --------\n",
        "---------- Message transféré ---------\n",
    ],
)
def test_a_forward_keeps_what_it_forwards_without_its_history(mark: str) -> None:
    inner = (
        "From: Client <c@client.example>\nDate: 5 May 2026\nSubject: Robin\nTo: Dale\n\nIt is a no from us.\n\n"
        + quoted(OLD)
    )
    text = newly_written(f"See below.\n\n{mark}{inner}")
    assert text == NewText("See below.\n\nIt is a no from us.", "", forwarded=True)


def test_a_forward_in_the_manner_of_outlook_is_told_by_its_subject() -> None:
    text = "FYI\n\nFrom: Client\nSent: Tuesday\nTo: Dale\nSubject: Robin\n\nIt is a no."
    assert newly_written(text, forwarded=True).body == "FYI\n\nIt is a no."
    assert newly_written(text).body == "FYI"


@pytest.mark.parametrize(
    "below",
    [
        "-- \nMara Lindholm\nTern & Vale",
        "Sent from my phone",
        "______________________________\nThis communication is no offer.",
        "This e-mail and any attachments are confidential.",
    ],
)
def test_signature_and_disclaimer_are_kept_apart(below: str) -> None:
    text = newly_written(f"{NEW}\n\n{below}")
    assert text.body == NEW
    assert text.signature.split() == below.split()
    assert below.split()[-1] in text.whole


@pytest.mark.parametrize(
    "history",
    [
        '<div class="gmail_quote"><div>On Tue, Robin wrote:</div><blockquote>an offer</blockquote></div>',
        '<div id="divRplyFwdMsg"><b>From:</b> Robin</div><div>an offer</div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> R</p></div><p>an offer</p>',
        '<div class="moz-cite-prefix">On 5 May, Robin wrote:</div><blockquote type="cite">an offer</blockquote>',
        '<div id="appendonsend"></div><hr><div>an offer</div>',
        '<div class="yahoo_quoted">an offer</div>',
    ],
)
def test_history_in_html_is_cut_by_structure(history: str) -> None:
    raw = b"From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n"
    message = parse(raw + f"<html><body><p>We like you.</p>{history}</body></html>".encode())
    assert "offer" not in new_text(message).body
    assert new_text(message).body.startswith("We like you.")


def test_hidden_text_is_dropped() -> None:
    html = '<p>Seen</p><div style="display:none">not</div><span style="font-size:0">not</span>'
    assert text_of(html) == "Seen"


def test_html_paragraphs_and_lists_become_lines() -> None:
    assert text_of("<p>One<br>two</p><ul><li>three<li>four</ul>").split() == ["One", "two", "three", "four"]


@given(st.binary(max_size=600))
def test_any_html_is_read(junk: bytes) -> None:
    assert isinstance(text_of("<div><p>" + junk.decode("latin-1")), str)


@given(st.text(max_size=400), st.booleans())
def test_any_text_is_read(junk: str, forwarded: bool) -> None:
    assert isinstance(newly_written(junk, forwarded=forwarded).whole, str)


CARD = "Partner\nTarn & Vale LLP\n\nUnfortunately we cannot accept service by e-mail."


@pytest.mark.parametrize(
    ("writer", "signed"),
    [
        ("Imogen Thwaite", "Imogen Thwaite"),
        ("Imogen Thwaite", "Imogen"),
        ("Imogen Thwaite", "I.T."),
        ("Thwaite, Imogen", "Imogen Thwaite"),
        ("Imogen Thwaite (Tarn & Vale)", "i. A. Imogen Thwaite"),
        ("Dr Imogen Thwaite", "Imogen T"),
        ("Imogen Thwaite", "- Imogen"),
    ],
)
def test_what_stands_below_the_name_of_who_writes_is_no_letter(writer: str, signed: str) -> None:
    text = newly_written(f"{NEW}\n\nKind regards\n{signed}\n{CARD}", writer=writer)
    assert text.body == f"{NEW}\n\nKind regards"
    assert text.signature.endswith("by e-mail.")


def test_a_postscript_is_part_of_the_letter() -> None:
    text = newly_written(
        f"{NEW}\n\nImogen\n\nPS: it is a no from the board as well.\n\n-- \nTarn", writer="Imogen Thwaite"
    )
    assert text.body == f"{NEW}\n\nPS: it is a no from the board as well."


@pytest.mark.parametrize(
    "letter",
    [
        "I asked our partner\nImogen\nand she says no, in so many words.",  # wrapped
        "Imogen\nshall be told by you, not by me, that it is a no.",  # nothing was said before it
        "Imogen, Rufus and I have talked it over.\nIt is a no.",
    ],
)
def test_a_name_within_a_letter_ends_none(letter: str) -> None:
    assert newly_written(letter, writer="Imogen Thwaite").body == letter


def test_of_a_forward_the_verdict_stands_below_the_name_of_who_passes_it_on() -> None:
    below = "---------- Forwarded message ----------\nFrom: Jo <jo@tern-vale.example>\n\nIt is a no."
    text = newly_written(f"Sad news, see what they write to me.\n\nImogen\n\n{below}", writer="Imogen Thwaite")
    assert "It is a no." in text.body


NO = "Thank you for coming in last week. Unfortunately we have decided not to go forward with your application."


@pytest.mark.parametrize(
    ("writer", "letter"),
    [
        ("Tarn", f"An update on your application\n\nTarn\n\nDear Sam,\n\n{NO}\n\nKind regards,\nThe team at Tarn"),
        ("Imogen Thwaite", f"You have got one new message\n\nImogen Thwaite\nPartner at Tarn\n\n{NO}\n\nReply"),
        ("Imogen Thwaite", f"Tarn & Vale LLP\n12 King Street\nLeeds\n\nImogen Thwaite\nPartner\n\nDear Sam\n\n{NO}"),
        ("Imogen Thwaite", f"Last week you met these people:\nImogen Thwaite\nRufus Vale\n\n{NO}"),
    ],
)
def test_a_name_above_a_letter_ends_none(writer: str, letter: str) -> None:
    assert newly_written(letter, writer=writer).body == letter


def test_a_letter_is_signed_by_the_last_name() -> None:
    letter = f"Last week you met some people.\n\nImogen Thwaite\nRufus Vale\n\n{NO}\n\nKind regards"
    assert newly_written(f"{letter}\nImogen Thwaite\n{CARD}", writer="Imogen Thwaite").body == letter


@pytest.mark.parametrize(
    "line",
    [
        "Registered in England and Wales, number 123.",
        "Tern & Vale LLP is authorised and regulated by the SRA.",
        "Sitz der Gesellschaft: Köln",
        "Amtsgericht Köln, HRB 123",
        "BTW NL123456789B01",
        "KvK: 12345678",
        "CNPJ 12.345.678/0001-00",
    ],
)
def test_the_small_print_of_a_firm_is_no_letter(line: str) -> None:
    assert newly_written(f"{NEW}\n\n{line}\nUnfortunately no service by e-mail.").body == NEW


@pytest.mark.parametrize(
    "verdict",
    [
        "BTW, we have gone with somebody else, sorry.",
        "Your application is registered in our pool; we chose another candidate.",
        "Amtsgericht und Kammer haben sich für einen anderen entschieden.",
        "Siren or no siren, it is a no.",
    ],
)
def test_a_paragraph_that_only_begins_like_small_print_is_one_of_the_letter(verdict: str) -> None:
    assert newly_written(f"{NEW}\n\n{verdict}").body.endswith(verdict)


def test_a_card_in_one_line_ends_the_letter() -> None:
    letter = "Three hours on the quay, well done you! I will pass that on to Ruth and hear her side."
    card = (
        "Imogen Thwaite | Partner, Ports & Marine\n"
        "Tarn Search | Not the right time? A friend who looks? | We pay 200 pounds for a name | All terms apply"
    )
    text = newly_written(f"{letter}\n\n{card}", writer="Imogen Thwaite")
    assert (text.body, text.below_name) == (letter, "")


def test_a_list_below_the_name_of_its_writer_is_no_card() -> None:
    letter = "Three hours on the quay, well done you! I will pass that on to Ruth and hear her side."
    verdict = "We have decided to go on with somebody else for this post."
    text = newly_written(f"{letter}\n\nImogen Thwaite\n\n  \u2022 {verdict}", writer="Imogen Thwaite")
    assert verdict in f"{text.body}\n{text.below_name}"
