"""What a small file of each shape means: its cases, and who prefers which response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Texts = tuple[str, str, str]

TEA: Final = (
    "How long should I steep green tea?",
    "Steep green tea for two to three minutes at about 80 degrees.",
    "Steep green tea for an hour in boiling water.",
)
FERN: Final = ("Name a plant that likes shade.", "Ferns do well in shade.", "I would rather talk about bicycles.")
PRODUCT: Final = ("What is 7 times 8?", "7 times 8 is 56.", "7 times 8 is 54.")
TITLE: Final = ("Suggest a title for a story about a lighthouse.", "The Keeper's Last Lamp", "Story")
FOUR: Final = (TEA, FERN, PRODUCT, TITLE)


def asked(form: str) -> tuple[Texts, ...]:
    """The four cases with their prompts written in another form."""
    return tuple((form.format(prompt), a, b) for prompt, a, b in FOUR)


SYSTEM: Final = asked("System: You are a calm gardener.\n\nHuman: {}")
SPOKEN: Final = asked("Human: {}")
SWAPPED: Final = tuple((prompt, b, a) for prompt, a, b in FOUR)
NUMBERS: Final = ("0", "1", "2", "3")


@dataclass(frozen=True)
class Golden:
    """The meaning of a file: the first cases, their ids, and each annotator's preferences.

    Preferences are a letter a case: A, B, `=` for neither, `.` for none. `count` is how many cases there are in all.
    """

    format: str = "pairs"
    cases: tuple[Texts, ...] = FOUR
    says: Mapping[str, str] = field(default_factory=lambda: {"human": "AAAA"})
    ids: tuple[str, ...] = NUMBERS
    count: int = 4
    options: Mapping[str, object] = field(default_factory=dict)
