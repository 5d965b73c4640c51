"""What is settled before a run begins: its journal's name, its head, and that its answers go with those there."""

import hashlib
import re
from pathlib import Path
from typing import Final

from core.model.errors import OracleError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind
from core.oracle.journal.lines import RunHead, records
from core.oracle.questions.asking import RunRequest
from core.oracle.questions.choosing_prompts import template_kept, template_named
from core.oracle.questions.prompts import Template, prompt_called, template_for
from core.oracle.terms import utc_now
from core.storage.store import Store

_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


def journal_name(name: str, *, generic: bool) -> str:
    """What the journal of a run is called: after the oracle or annotator, told apart where that is no file's name."""
    plain = _UNFIT.sub("-", name).strip(".-")[:80]
    if plain != name or not plain:
        plain = f"{plain}-{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:6]}".lstrip("-")
    return f"{plain}.generic" if generic else plain


def begun(journal: Path) -> RunHead | None:
    """How a run was begun; None where there is no journal, or nobody can read how."""
    said = records(journal) if journal.exists() else ()
    return next((each for each in said if isinstance(each, RunHead)), None)


def template_wanted(prompt: str | None, together: int, head: RunHead | None) -> Template:
    """The template of a prompt by its name or file; where none is given that of the run's beginning, else ours.

    OracleError where there is no such prompt, or it asks another kind of question.
    """
    if prompt is not None:
        return template_named(prompt, together)
    there = None if head is None else template_kept(head.template, head.about.get("prompt"))
    return there if there is not None and there.fits(together) else template_for(together)


def head_of(wanted: RunRequest, host: str | None, tool_version: str, requests: int) -> RunHead:
    """The head of a run that begins now, with so many requests to go to `host`."""
    about: dict[str, object] = {
        "role": wanted.role,
        "name": wanted.name,
        "orders": list(wanted.orders),
        "samples": wanted.samples,
        "together": wanted.together,
        "where": wanted.choice.where,
        "requests": requests,
    }
    template, parameters = wanted.template, wanted.parameters
    if not template.ships:
        about["prompt"] = {"name": template.name, "text": template.file.text}
    return RunHead(template.digest, template.name, wanted.model, host, parameters, tool_version, utc_now(), about)


def refuse_strangers(store: Store, wanted: RunRequest, *, only_missing: bool) -> None:
    """Raise OracleError where the store has answers under this name that this model did not give."""
    runs = [each for each in store.answers.runs() if (each.role, each.name) == (wanted.role, wanted.name)]
    option = "--annotator" if wanted.generic else "--oracle"
    other = next((each.model for each in runs if each.model != wanted.model), None)
    if other is not None:
        raise OracleError(f"The {wanted.role} {wanted.name} is the model {other}: pass another {option} name.")
    if wanted.generic:
        found = next((each for each in store.annotators() if each.name == wanted.name), None)
        if found is not None and (
            found.kind is not AnnotatorKind.LLM
            or (store.annotated(found) & ~store.answers.judged(found).any(axis=0)).any()
        ):
            raise OracleError(f"There is another annotator {wanted.name} already: pass another {option} name.")
        there = found is not None
    else:
        there = any(each.name == wanted.name for each in store.oracles())
    if there and not runs and not only_missing:
        raise OracleError(
            f"The {wanted.role} {wanted.name} has answers that were imported: pass --only-missing to add to them, "
            f"or another {option} name."
        )


def refuse_other_questions(journal: Path, wanted: RunRequest) -> None:
    """Raise OracleError where a run of this name asked otherwise, so that its votes could not be mixed."""
    head = begun(journal)
    if head is None:
        return
    for name, option, now in (
        ("samples", "--samples", wanted.samples),
        ("together", "--batch-principles", wanted.together),
    ):
        before = head.about.get(name)
        if isinstance(before, int) and before != now:
            raise OracleError(
                f"The {wanted.role} {inert_line(wanted.name, 80)} was asked with {option} {before}, and votes of two "
                f"kinds are not mixed: pass {option} {before}, or another --{wanted.role} name for {option} {now}."
            )
    if head.template != wanted.template.digest:
        whose, asked, other = (
            inert_line(each, 80) for each in (wanted.name, prompt_called(head.template_version), wanted.template.called)
        )
        raise OracleError(
            f"The {wanted.role} {whose} was asked with the prompt {asked}, and votes of two prompts are not mixed: "
            f"leave --prompt out, or pass another --{wanted.role} name for {other}."
        )
