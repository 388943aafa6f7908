"""A board on a terminal, in colours. Imported only where there is one: rich takes a moment to load.

Text is never rich's markup: what comes out of mail stays what it is. ``NO_COLOR`` and ``TERM=dumb`` are rich's to obey.
"""

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from afterword.cli.board import Board, Card, Line, Tone
from afterword.cli.board_text import NOTHING_KNOWN

_STYLES = {Tone.URGENT: "bold red", Tone.WAITS: "yellow", Tone.COMING: "cyan", Tone.DONE: "green", Tone.OVER: "dim"}
_MARKS = {Tone.URGENT: "!", Tone.WAITS: "●", Tone.COMING: "○", Tone.DONE: "✓", Tone.OVER: "–"}
_ASCII = {Tone.URGENT: "!", Tone.WAITS: "*", Tone.COMING: "o", Tone.DONE: "x", Tone.OVER: "-"}


def show(board: Board, console: Console | None = None) -> None:
    """Print it, as wide as the terminal is."""
    console = console or Console(highlight=False, emoji=False)
    marks = _ASCII if console.options.ascii_only else _MARKS
    if not board.cards:
        console.print(Text(NOTHING_KNOWN), end="\n\n")
    if board.waiting:
        urgent = any(one.tone is Tone.URGENT for one in board.waiting)
        title = Text("Waits for you", style="bold")
        border = "red" if urgent else "yellow"
        console.print(Panel(_lines(board.waiting, marks), title=title, title_align="left", border_style=border))
    elif board.cards:
        console.print(Text("Nothing waits for you.", style="green"))
    for card in board.cards:
        console.print()
        console.print(_card(card, marks))
    if board.unread:
        console.print(Text("\nCould not be read", style="bold"))
        for text in board.unread:
            console.print(Padding(Text(text), (0, 0, 0, 2)))
    console.print()
    for text in board.sources:
        console.print(Text(text, style="dim"))


def _card(card: Card, marks: dict[Tone, str]) -> RenderableType:
    style = "bold" if card.is_open else "bold dim"
    title = Text.assemble((card.title, style), (f"  {card.id}  ", "dim"), (card.state, _STYLES[_tone(card)]))
    if card.expected:
        title.append(f", {card.expected}")
    reason = [Padding(Text(card.reason, style="dim"), (0, 0, 0, 2))] if card.reason else []
    return Group(title, *reason, Padding(_lines(card.timeline, marks), (0, 0, 0, 2)))


def _tone(card: Card) -> Tone:
    if card.is_open:
        return Tone.COMING
    return Tone.DONE if card.state == "offer" else Tone.OVER


def _lines(lines: tuple[Line, ...], marks: dict[Tone, str]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(ratio=1, max_width=38)
    table.add_column(ratio=2)
    for one in lines:
        what = Text(one.what, style="dim" if one.tone is Tone.OVER else "")
        if one.why:
            what.append(f"\n{one.why}", style="dim")
        style = _STYLES[one.tone]
        table.add_row(Text(marks[one.tone], style=style), Text(one.when, style=style), what)
    return table
