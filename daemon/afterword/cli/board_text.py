"""A board as plain lines, for pipes and files."""

from collections.abc import Iterator

from afterword.cli.board import Board, Card, Line, Tone

NOTHING_KNOWN = "No interviews are known yet."


def board_lines(board: Board) -> Iterator[str]:
    """The lines, each whole however long it is."""
    if not board.cards:
        yield NOTHING_KNOWN
        yield ""
    if board.waiting:
        yield "Waits for you:"
        yield from (f"{'! ' if one.tone is Tone.URGENT else '  '}{_line(one)}" for one in board.waiting)
        yield ""
    for card in board.cards:
        yield headline(card)
        yield from (f"  {text}" for text in (card.reason,) if text)
        yield from (f"  {_line(one)}" for one in card.timeline)
        yield ""
    if board.unread:
        yield "Could not be read:"
        yield from (f"  {text}" for text in board.unread)
        yield ""
    yield from board.sources


def headline(card: Card) -> str:
    """What stands over an application: its name, its id, where it stands."""
    return f"{card.title} ({card.id}): {', '.join(part for part in (card.state, card.expected) if part)}"


def _line(one: Line) -> str:
    what = f"{one.what}; {one.why}" if one.why else one.what
    return f"{one.when}  {what}" if one.when else what
