"""The form that a server is asked to hold an answer to: a JSON schema of letters, in which nothing of a case stands."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from core.oracle.provider.litellm import litellm_quietly, reasons
from core.oracle.terms import Messages

FORM: Final = "response_format"
"""The parameter, under which a run writes down only that there is one: the schema depends on the request."""
SCHEMA: Final = "json_schema"
_LETTER: Final = {"type": "string", "enum": ["A", "B", "N"]}


def answer_form(count: int) -> dict[str, Any]:
    """The form of the answers on so many principles, each under its number; of one alone, or none, as `answer`."""
    names = [f"principle_{number}" for number in range(1, count + 1)] if count > 1 else ["answer"]
    schema = {
        "type": "object",
        "properties": {name: dict(_LETTER) for name in names},
        "required": names,
        "additionalProperties": False,
    }
    return {"type": SCHEMA, SCHEMA: {"name": "answers" if count > 1 else "answer", "strict": True, "schema": schema}}


def formed(request: Mapping[str, Any], count: int) -> dict[str, Any]:
    """A request's parameters with the form for so many principles, where they have one."""
    return {**request, FORM: answer_form(count)} if FORM in request else dict(request)


def with_form(messages: Messages, count: int) -> Messages:
    """A conversation and the form of its answer, only to be counted: servers bill that as well."""
    return [*messages, {"role": "system", "content": orjson.dumps(answer_form(count)[SCHEMA]).decode()}]


def form_helps(model: str, together: int, effort: str | None, *, sampled: bool) -> bool:
    """Whether to ask for a form where nobody says: answers on several principles, and of models that think first.

    Only of models of which litellm knows that they take one as such: a tool in its place costs hundreds of tokens.
    Where log probabilities are asked of one answer, that answer is to begin with its letter.
    """
    if together < 2 and (not reasons(model, effort) or (not sampled and _gives_logprobs(model))):
        return False
    return _takes_form(model)


def _gives_logprobs(model: str) -> bool:
    return "logprobs" in (litellm_quietly().get_supported_openai_params(model=model) or ())


def _takes_form(model: str) -> bool:
    litellm = litellm_quietly()
    try:
        if not litellm.supports_response_schema(model=model):
            return False
        name, provider = litellm.get_llm_provider(model=model)[:2]
        sent = litellm.utils.get_optional_params(model=name, custom_llm_provider=provider, **{FORM: answer_form(1)})
    except Exception:  # noqa: BLE001 - whatever it says of a model that it does not know
        return False
    return "tools" not in sent
