"""Telling the owner what waits for them: by mail to their own address, or on their desktop.

There is no parameter for a recipient anywhere in here: it is ``Config.own_address``, one of the addresses of ``[me]``.
The only package that imports aiosmtplib.
"""

from afterword.adapters.notify.desktop import Desktop
from afterword.adapters.notify.mail import Post

__all__ = ["Desktop", "Post"]
