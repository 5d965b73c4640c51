"""A small dataset written for illustration, in formats that can be imported; README.md beside this file says more."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.model.terms import AnnotatorKind


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One bundled file and what to import it with; None where the format needs no such word."""

    name: str
    format: str
    annotator: str | None = None
    kind: AnnotatorKind | None = None
    oracle: str | None = None
    short_names: str | None = None
    declared_order: bool = False


FILES: Final[tuple[SampleFile, ...]] = (
    SampleFile("cases.jsonl", "pairs"),
    SampleFile("principles.txt", "principles", short_names="principles_short.txt", declared_order=True),
    SampleFile("votes.csv", "votes", oracle="sample-oracle"),
    SampleFile("mara.csv", "judgements", annotator="mara", kind=AnnotatorKind.HUMAN),
    SampleFile("tomas.csv", "judgements", annotator="tomas", kind=AnnotatorKind.HUMAN),
    SampleFile("rm-small.csv", "rewards", annotator="rm-small", kind=AnnotatorKind.REWARD_MODEL),
    SampleFile("aligned-llm.csv", "judgements", annotator="aligned-llm", kind=AnnotatorKind.LLM),
    SampleFile("ines.csv", "judgements", annotator="ines", kind=AnnotatorKind.HUMAN),
    SampleFile("noisy_votes.csv", "votes", oracle="noisy-oracle"),
)
"""Every file to import, in an order in which whatever a file refers to is there already."""
MULTIPREF: Final = "multipref.jsonl"
"""The second example, which is imported alone."""


def folder() -> Path:
    """Return the folder that holds the files."""
    return Path(__file__).parent
