"""Afterword: thank-you and chaser drafts after job interviews, placed in Drafts and never sent."""

__version__ = "0.1.0"
