"""``agenda`` (K1): the calendar file to subscribe to. A path alone is enough: ``agenda = "follow-ups.ics"``."""

from pathlib import Path

from pydantic import Field, field_validator

from afterword.config.values import FilePath, Table


class Agenda(Table):
    """``[agenda]``: which file, and whether suggestions stand in it too (K1)."""

    file: FilePath = Field(description='the path of a calendar file of its own, such as "~/follow-ups.ics"')
    suggestions: bool = Field(default=False, description="true or false, without quotes")

    @field_validator("file")
    @classmethod
    def _no_folder(cls, file: Path) -> Path:
        if file.is_dir():
            raise ValueError(f"{file} is a folder; it must be a file, such as {file / 'follow-ups.ics'}")
        return file
