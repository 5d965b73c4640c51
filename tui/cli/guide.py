"""The `guide` command: pages that ship, laid out in a terminal, and as they are written elsewhere."""

import sys
from collections.abc import Iterator
from typing import Final

import click

from core.model.errors import DiscretionError
from core.model.safe_text import inert_line
from tui.cli.printing.saying import say
from tui.presenting.guide.pages import found_in_guide, guide_page
from tui.presenting.guide.topics import TOPICS

_WIDEST: Final = 100
"""Cells that a line of prose takes at the most."""


def guide_command(topic: str | None, word: str | None) -> None:
    """Print a page, what holds a word, or the topics there are; raises DiscretionError where nothing holds it."""
    if word is not None:
        _print("\n\n".join(_found(word, topic)))
    elif topic is not None:
        _print(guide_page(topic).markdown())
    else:
        for page in map(guide_page, TOPICS):
            say(f"{page.topic:<11}{page.summary.replace('`', '')}")
        say("\nRead one with `discretion guide TOPIC`; `discretion guide --search WORD` finds a word.")


def _found(word: str, topic: str | None) -> Iterator[str]:
    if not word.strip():
        raise click.UsageError("Give --search a word to look for.")
    found = list(found_in_guide(word, TOPICS if topic is None else (topic,)))
    if not found:
        where = "The guide" if topic is None else f"The page {topic}"
        raise DiscretionError(f"{where} does not have {inert_line(word)}: try another word, or a part of it.")
    for section, pieces in found:
        yield f"## {section.topic}: {section.title}"
        yield from pieces


def _print(markdown: str) -> None:
    if not sys.stdout.isatty():
        say(markdown)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.print(
        Markdown(markdown, code_theme="ansi_dark", hyperlinks=False), width=min(console.width or _WIDEST, _WIDEST)
    )
