"""Which prompt a run asks with: one that ships, by its name; a file of the user's; the one that a journal has kept."""

from pathlib import Path
from typing import Final

from core.model.errors import OracleError
from core.model.safe_text import inert_line
from core.oracle.questions.prompt_files import prompt_at, prompt_file
from core.oracle.questions.prompts import OURS, PAPERS, SHIPPED, TEMPLATES, Template, template, template_for

_SHOWN: Final = 80


def template_named(prompt: str, together: int) -> Template:
    """The template of a shipped prompt, or in a file, for so many principles in a request; 0 for the generic question.

    OracleError where there is none, where it cannot be read, or where it asks something else.
    """
    if prompt in SHIPPED:
        return template_for(together, prompt)
    path = Path(prompt)
    if not path.exists():
        raise OracleError(f"There is no prompt {inert_line(prompt, _SHOWN)}: give {OURS}, {PAPERS}, or a file.")
    found = Template(path.name, prompt_at(path))
    if not found.fits(together):
        raise OracleError(f"The prompt {inert_line(path.name, _SHOWN)} {_unfit(found.file.asks_of, together)}.")
    return found


def template_kept(digest: str, kept: object) -> Template | None:
    """The template of a run, as it ships or as the run's journal has kept it; None where neither has it."""
    ours = next((name for name in TEMPLATES if template(name).digest == digest), None)
    if ours is not None:
        return template(ours)
    if not isinstance(kept, dict) or not isinstance(kept.get("text"), str):
        return None
    name = str(kept.get("name"))
    found = Template(name, prompt_file(kept["text"].encode(), name))
    return found if found.digest == digest else None


def _unfit(asks_of: str, together: int) -> str:
    """Why a prompt cannot ask about so many principles at a time."""
    if together == 0:
        return f"has ${asks_of}, but --generic asks about none: leave one of them out"
    if not asks_of:
        return "has no $principle: put it in, or ask which response is better with --generic"
    if together == 1:
        return "asks about several $principles: pass --batch-principles N"
    return "asks about one $principle at a time: leave --batch-principles out"
