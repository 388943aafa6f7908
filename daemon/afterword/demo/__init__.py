"""The demonstration: the main job on a mail server inside the program, with sample mail and a clock of its own."""

from afterword.demo.play import play

__all__ = ["play"]
