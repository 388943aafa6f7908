"""Afterword: thank-you and follow-up drafts after job interviews, in your Drafts folder. It never sends."""
