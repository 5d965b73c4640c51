"""The guide: pages of Markdown beside this module, with what is generated from the code put in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tui.presenting.guide.topics import TOPICS

_HERE: Final = Path(__file__).parent
_SCREENS: Final = _HERE.parents[1] / "screens"
_MARKER: Final = re.compile(r"<!-- (.*?) -->\n?")
SCREEN_PAGES: Final = (
    *("review/screen", "rankings/screen", "supremacy/screen", "annotators/screen", "annotators/many_screen"),
    *("team/screen", "history/screen", "runs/screen", "runs/raw_answers", "vote_check/screen"),
)
"""The pages of help of the screens, which are a page of the guide together."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: what it is on, and its text as Markdown."""

    topic: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, one sentence on what it tells, and its sections."""

    topic: str
    title: str
    summary: str
    sections: tuple[Section, ...]

    def markdown(self) -> str:
        """The whole page."""
        parts = (f"## {section.title}\n\n{section.text}" for section in self.sections)
        return "\n\n".join((f"# {self.title}", self.summary, *parts))


@cache
def guide_page(topic: str) -> Page:
    """The page on one of TOPICS."""
    text = _MARKER.sub(_generated, (_HERE / f"{topic}.md").read_text(encoding="utf-8"))
    opening, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, summary = opening.removeprefix("# ").partition("\n")
    parted = (part.partition("\n") for part in parts)
    sections = (Section(topic, name.strip(), body.strip()) for name, _, body in parted)
    return Page(topic, title, summary.strip(), tuple(sections))


def found_in_guide(word: str, topics: tuple[str, ...] = TOPICS) -> Iterator[tuple[Section, list[str]]]:
    """Sections that hold a word, in capitals or not, each with those of its paragraphs, items and rows that do.

    Where only a section's title holds it, that is all of the section.
    """
    sought = " ".join(word.casefold().split())
    for section in (section for topic in topics for section in guide_page(topic).sections):
        pieces = _pieces(section.text)
        held = [piece for piece in pieces if sought in " ".join(piece.casefold().split())]
        if held or sought in section.title.casefold():
            yield section, held or pieces


def _pieces(text: str) -> list[str]:
    """Paragraphs with the heading above them, items of lists, blocks of code, and rows of tables under their heads."""
    found: list[str] = []
    for block in re.split(r"\n\n(?!- |  )", re.sub(r"(^### .*)\n\n", r"\1\n", text, flags=re.MULTILINE)):
        if block.startswith("| "):
            head, rule, *rows = block.splitlines()
            found += (f"{head}\n{rule}\n{row}" for row in rows)
        else:
            found += re.split(r"\n+(?=- )", block)
    return found


def _generated(marker: re.Match[str]) -> str:
    """What stands in a marker's place: nothing, where it is for the tests."""
    make = _GENERATED.get(marker[1])
    return "" if make is None else f"{make()}\n"


def _terms() -> str:
    from core.query.terms import HELP

    rows = (f"| `{_in_cell(example)}` | {_in_cell(meaning)} |" for example, meaning in HELP)
    return "\n".join(("| filter | chooses |", "|---|---|", *rows))


def _formats() -> str:
    from core.importers.formats.registry import FORMATS

    lines: list[str] = []
    for known in FORMATS:
        lines.append(f"- `{known.name}`: {known.description}")
        said = ((part, getattr(known.meaning, part)) for part in ("case", "annotator", "principle", "vote"))
        lines += (f"  - {part}: {words}" for part, words in said if words != "-")
    return "\n".join(lines)


def _screens() -> str:
    pages = ((_SCREENS / f"{name}.md").read_text(encoding="utf-8").strip() for name in SCREEN_PAGES)
    return "\n\n".join(re.sub(r"^#", "##", page, flags=re.MULTILINE) for page in pages)


def _in_cell(text: str) -> str:
    return text.replace("|", r"\|")


_GENERATED: Final[dict[str, Callable[[], str]]] = {
    "every term": _terms,
    "every format": _formats,
    "every screen": _screens,
}
