"""How terms combine: all of them, any of them, or not."""

from dataclasses import dataclass

from core.query.terms import (
    Balance,
    Between,
    CaseIs,
    Chose,
    Contested,
    Disagree,
    Flagged,
    FlaggedFor,
    Inconsistent,
    Judged,
    Kind,
    Margin,
    Mine,
    Name,
    Overruled,
    ReviewedBy,
    SidedWith,
    Text,
    Voted,
    Votes,
    Won,
)

VoteTerm = Voted | Votes | Between | Balance | Margin | Inconsistent
AnnotationTerm = Kind | Chose | SidedWith | Overruled | Won | Disagree
ReviewTerm = Judged | Flagged | ReviewedBy | Contested | FlaggedFor | Mine
Term = VoteTerm | AnnotationTerm | ReviewTerm | CaseIs | Text


@dataclass(frozen=True, slots=True)
class Not:
    """What a filter leaves out."""

    query: "Query"

    def __str__(self) -> str:
        inner = str(self.query)
        return f"-({inner})" if isinstance(self.query, Not | And | Or) else f"-{inner}"


@dataclass(frozen=True, slots=True)
class And:
    """What all of some filters choose, read with one annotator's annotations where one is named.

    The annotator holds for everything inside that names no other. Without an annotator there are at least two
    filters; with one there may be fewer, and none at all choose every case.
    """

    queries: tuple["Query", ...]
    annotator: Name | None = None

    def __str__(self) -> str:
        named = [f"annotator:{self.annotator}"] if self.annotator else []
        return " ".join([*named, *(f"({each})" if isinstance(each, And | Or) else str(each) for each in self.queries)])


@dataclass(frozen=True, slots=True)
class Or:
    """What any of at least two filters chooses."""

    queries: tuple["Query", ...]

    def __str__(self) -> str:
        return " or ".join(f"({each})" if isinstance(each, Or) else str(each) for each in self.queries)


Query = Term | Not | And | Or
"""A filter; its `str` is its canonical text."""
