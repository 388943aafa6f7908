"""A file for the user alone is there whole, or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from afterword.cli.private_file import write_private
from afterword.errors import AfterwordError, Transient, UsageError


def test_it_is_for_its_owner_alone_whatever_was_there(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "number, error", [(errno.ENOSPC, Transient), (errno.EDQUOT, Transient), (errno.EIO, UsageError)]
)
def test_where_it_cannot_be_written_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[AfterwordError]
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "kept.jsonl"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(error, match="cannot be written"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
