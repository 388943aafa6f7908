"""Text that may come from a mail, made fit for a terminal."""


def plain(text: str) -> str:
    """``text`` as one line that a terminal only shows and never obeys."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)
