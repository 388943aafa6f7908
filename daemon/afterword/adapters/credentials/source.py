"""Whose secret it is, and the words that complaints about it share."""

from afterword.config import Account, Calendar, CalendarType

Source = Account | Calendar


def is_feed(source: Source) -> bool:
    """Is the secret an address, and no password?"""
    return isinstance(source, Calendar) and source.type is CalendarType.ICS


def command_key(source: Source) -> str:
    """The key of the configuration that can name a program which prints the secret."""
    return "url_command" if is_feed(source) else "password_command"


def what(source: Source) -> str:
    """What the secret is, for people."""
    if is_feed(source):
        return "address of a feed"
    return "refresh token" if by_oauth(source) else "password"


def by_oauth(source: Source) -> bool:
    """Is it a refresh token, which is exchanged for access tokens?"""
    return isinstance(source, Account) and source.oauth is not None
