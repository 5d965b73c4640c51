"""Texts and names that look the same are held against each other as they look."""

from unicodedata import normalize


def as_seen(text: str) -> str:
    """A text on one line with its letters composed and one space for every run of white space."""
    return " ".join(normalize("NFC", text).split())
