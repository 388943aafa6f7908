"""A board with something of everything, some of it hostile."""

from afterword.cli.board import Board, Card, Line, Tone

HOSTILE = "<script>alert(1)</script><img src=http://evil.example/x> [bold red]&amp; " + "wide" * 60

BOARD = Board(
    at="Thu 26 Nov 2026 12:00",
    waiting=(
        Line("by Thu 26 Nov 2026 15:00 (in 3 h)", "Send the thank-you to Jane Doe", "it waits (T2)", Tone.URGENT),
        Line("when you like", f"Is “{HOSTILE}” an interview?", "", Tone.WAITS),
    ),
    cards=(
        Card(
            id="a1b2c3",
            title=f"Acme / {HOSTILE}",
            state="open",
            expected="an answer is expected by Wed 02 Dec 2026",
            reason="they said so",
            timeline=(
                Line("Wed 25 Nov 2026 14:00", "interview with Jane Doe (i1): ended", "", Tone.DONE),
                Line("Wed 25 Nov 2026 16:00", "thank-you to Jane Doe <jane@acme.example>: in Drafts", "T2", Tone.WAITS),
                Line("Wed 25 Nov 2026 16:00", "thank-you to Bob Roe: not drafted", HOSTILE, Tone.OVER),
                Line("Wed 02 Dec 2026", "an answer is expected by this day", "", Tone.COMING),
            ),
            is_open=True,
        ),
        Card("a9", "Oak", "rejected", "", "they wrote so", (), is_open=False),
    ),
    unread=("personal, INBOX, message 17: nested too deeply",),
    sources=("Account personal: last read Thu 26 Nov 2026 11:59",),
)
EMPTY = Board("Thu 26 Nov 2026 12:00", (), (), (), ("Account personal: never read yet",))
