"""What is settled before a run begins: its journal's name, its head, and that its answers go with those there."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from core.model.errors import OracleError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind
from core.model.times import utc_now
from core.oracle.journal.lines import RunHead, run_heads
from core.oracle.provider.answer_form import FORM
from core.oracle.questions.asking import RunRequest
from core.oracle.questions.choosing_prompts import template_kept, template_named
from core.oracle.questions.prompts import SHIPPED, Template, prompt_called, template_for
from core.storage.store import Store

_BESIDE: Final = {"max_tokens", "max_completion_tokens", "logprobs", "top_logprobs", FORM}
"""Parameters that change how much of an answer there is, how it is written and what is told of it, not the answer."""
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


def journal_name(name: str, *, generic: bool) -> str:
    """What the journal of a run is called: after the oracle or annotator, told apart where that is no file's name."""
    plain = _UNFIT.sub("-", name).strip(".-")[:80]
    if plain != name or not plain:
        plain = f"{plain}-{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:6]}".lstrip("-")
    return f"{plain}.generic" if generic else plain


def heads_of(journal: Path) -> tuple[RunHead, ...]:
    """How a run was begun, and each time gone on with; none where there is no journal, or nobody can read how."""
    return run_heads(journal) if journal.exists() else ()


def begun(journal: Path) -> RunHead | None:
    """How a run was begun; None where there is no journal, or nobody can read how."""
    return next(iter(heads_of(journal)), None)


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
    if wanted.keyed is not None:
        about["keyed"] = dict(wanted.keyed)
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
    asked = next((each.template for each in runs if each.template_sha256 != wanted.template.digest), None)
    if asked is not None:
        raise OracleError(_other_template(asked, wanted))
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


def resumed(journal: Path, wanted: RunRequest) -> RunRequest:
    """The same, its requests named as in the run so far, so that they are known again.

    What names a request are the parameters that decide its answer: neither its room and form nor log probabilities.
    """
    heads = heads_of(journal)
    deciding = _deciding(wanted.parameters)
    known = [_named(each) for each in heads]
    same = (name for name, head in zip(known, heads, strict=True) if _deciding(head.parameters) == deciding)
    keyed = next(same, deciding)
    others: list[Mapping[str, object]] = []
    for each in known:
        if each != keyed and each not in others:
            others.append(each)
    return replace(wanted, keyed=keyed, earlier=tuple(others))


def moved(journal: Path, wanted: RunRequest, host: str | None) -> str | None:
    """A sentence on that the run goes on at another address; None where it does not.

    OracleError where one of them is the provider's own: that is another server.
    """
    head = next(reversed(heads_of(journal)), None)
    if head is None or head.api_base == host:
        return None
    before, now = (inert_line(each or "the provider's own address", 80) for each in (head.api_base, host))
    if head.api_base is None or host is None:
        raise OracleError(
            f"The {wanted.role} {inert_line(wanted.name, 80)} was asked at {before}, and now it would be at {now}: "
            f"give the same --api-base as before, or another --{wanted.role} name."
        )
    return f"The run was at {before} and goes on at {now}, which is taken for the same server with the same model."


def once_and_sampled(journal: Path, wanted: RunRequest) -> str | None:
    """A sentence on that answers which were given once stand beside sampled ones; None where there are none."""
    if wanted.samples == 1 or all((_samples(each) or 1) > 1 for each in heads_of(journal)):
        return None
    return (
        f"What was answered once so far stands, and what is missing is asked {wanted.samples} times: for shares "
        f"throughout pass another --{wanted.role} name."
    )


def refuse_other_questions(journal: Path, wanted: RunRequest) -> None:
    """Raise OracleError where a run of this name asked otherwise, so that its votes could not be mixed."""
    heads = heads_of(journal)
    if not heads:
        return
    whose = f"The {wanted.role} {inert_line(wanted.name, 80)}"
    together = heads[0].about.get("together")
    if isinstance(together, int) and together != wanted.together:
        now = f"--batch-principles {wanted.together}"
        raise OracleError(_otherwise(whose, f"--batch-principles {together}", wanted, now))
    if heads[0].template != wanted.template.digest:
        raise OracleError(_other_prompt(heads[0].template_version, wanted))
    samples = max((each for each in map(_samples, heads) if each is not None), default=wanted.samples)
    if wanted.samples < samples:
        raise OracleError(_otherwise(whose, f"--samples {samples}", wanted, f"--samples {wanted.samples}"))
    alike = [each for each in heads if (_samples(each) or 1) > 1] if wanted.samples > 1 else heads
    for head in alike[-1:]:
        before, now = _differing(head.parameters, wanted.parameters)
        if before or now:
            raise OracleError(_otherwise(whose, before, wanted, now))


def _other_template(asked: str, wanted: RunRequest) -> str:
    """What to do where the store has votes of another template, and no journal says how they were asked."""
    name = prompt_called(asked)
    if name != wanted.template.called:
        return _other_prompt(asked, wanted, kept=False)
    whose, named = (inert_line(each, 80) for each in (wanted.name, name))
    if name not in SHIPPED:
        return (
            f"The {wanted.role} {whose} was asked with another text of the prompt {named}, and votes of two prompts "
            f"are not mixed: give {named} as it was then, or pass another --{wanted.role} name."
        )
    several = wanted.together < 2
    before, same = (
        ("several principles at a time", "pass --batch-principles with as many as then")
        if several
        else ("one principle at a time", "leave --batch-principles out")
    )
    return (
        f"The {wanted.role} {whose} was asked about {before}, and votes of two kinds are not mixed: {same}, or pass "
        f"another --{wanted.role} name."
    )


def _other_prompt(template: str, wanted: RunRequest, *, kept: bool = True) -> str:
    """What to do where another prompt was asked with, whose text is `kept` in the run's journal if it is a file's."""
    whose, before, now = (
        inert_line(each, 80) for each in (wanted.name, prompt_called(template), wanted.template.called)
    )
    same = "leave --prompt out" if kept else f"pass --prompt with the file {before} as it was then"
    same = f"pass --prompt {before}" if before in SHIPPED else same
    return (
        f"The {wanted.role} {whose} was asked with the prompt {before}, and votes of two prompts are not mixed: "
        f"{same}, or pass another --{wanted.role} name for {now}."
    )


def _otherwise(whose: str, before: str, wanted: RunRequest, now: str) -> str:
    return (
        f"{whose} was asked with {before}, and votes of two kinds are not mixed: pass {before}, or another "
        f"--{wanted.role} name for {now}."
    )


def _samples(head: RunHead) -> int | None:
    samples = head.about.get("samples")
    return samples if isinstance(samples, int) else None


def _named(head: RunHead) -> Mapping[str, object]:
    """The parameters that the requests of a sitting are named by."""
    keyed = head.about.get("keyed")
    return keyed if isinstance(keyed, dict) else head.parameters


def _deciding(parameters: Mapping[str, object]) -> dict[str, object]:
    """The parameters that decide an answer."""
    return {name: value for name, value in parameters.items() if name not in _BESIDE}


def _differing(before: Mapping[str, object], now: Mapping[str, object]) -> tuple[str, str]:
    """What decides an answer and is not the same, in the words of the options."""
    names = sorted(name for name in {**_deciding(before), **_deciding(now)} if before.get(name) != now.get(name))
    return _options(names, before), _options(names, now)


def _options(names: Sequence[str], parameters: Mapping[str, object]) -> str:
    said = []
    for name in names:
        option = f"--{name.replace('_', '-')}"
        value = parameters.get(name)
        shown = f"{value:g}" if isinstance(value, float) else inert_line(str(value), 40)
        said.append(f"no {option}" if value is None else f"{option} {shown}")
    return " and ".join(said)
