"""Real mail servers for the tests, each in a private folder, on free ports of the loopback, for one test process.

- `install.py` brings the programs (Debian packages) where it may; `programs.py` says where they are.
- `dovecot.py` and `cyrus.py` start one server; both return a `RunningServer` (`running.py`).
- `mailbox.py` is the user with another mail client: delivers, edits drafts, sends, deletes, looks.
- `recorder.py` stands between a client and a server, writes down every command and can cut the line.
- `radicale.py` starts a calendar server, is the user with another calendar program, and stands in between.
- `smtpsink.py` is an SMTP server that keeps what it is given: nothing, if all is well.
- `clock.py` gives a child process another time of day.

The fixtures in `tests/conftest.py` put these together.
"""
