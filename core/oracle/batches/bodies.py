"""What stands in a file for one request: what litellm would send to the provider at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

from core.model.errors import OracleError
from core.oracle.batches.shapes import ANTHROPIC, BatchShape, shape_of
from core.oracle.journal.lines import json_object, lines
from core.oracle.provider.adapting import FOLDED, adapted, changed_alike, folded
from core.oracle.provider.litellm import litellm_quietly
from core.oracle.provider.problems import refusal_of
from core.oracle.terms import Messages

_MOST_ADAPTATIONS: Final = 8
_NO_PART: Final = ("stream", "extra_body")


class Bodies:
    """Makes the bodies of a model's requests, in the `shape` that its provider takes."""

    def __init__(
        self,
        litellm: Any,  # noqa: ANN401
        name: str,
        shape: BatchShape,
        parameters: Mapping[str, Any],
        *,
        fold: bool,
    ) -> None:
        self.shape: Final = shape
        self._litellm = litellm
        self._name = name
        self._parameters = parameters
        self._fold = fold

    @classmethod
    def of(cls, model: str, parameters: Mapping[str, Any]) -> Self:
        """Prepare for a model by its full name; OracleError where its provider takes no batches of these shapes.

        What litellm knows that the model does not take is left out or said otherwise, as when it is asked at once.
        """
        litellm = litellm_quietly()
        name, provider = litellm.get_llm_provider(model=model)[:2]
        shape = shape_of(provider)
        asked = dict(parameters)
        for _ in range(_MOST_ADAPTATIONS):
            known = {each: value for each, value in asked.items() if each != FOLDED}
            try:
                sent = litellm.utils.get_optional_params(model=name, custom_llm_provider=provider, **known)
            except litellm.BadRequestError as error:  # what the model does not take is one of them
                refusal = refusal_of(error, ())
                found = None if refusal is None else adapted(asked, *refusal)
                if found is None:
                    raise OracleError(f"litellm cannot ask {model} so: {' '.join(str(error).split())[:300]}") from error
                asked = found.request
            else:
                extra = sent.get("extra_body") or {}
                kept = {each: value for each, value in sent.items() if each not in _NO_PART}
                return cls(litellm, name, shape, {**kept, **extra}, fold=bool(asked.get(FOLDED)))
        raise OracleError(f"litellm refuses every way of asking {model}: ask it without --write-requests and --submit.")

    def body(self, messages: Messages) -> Mapping[str, Any]:
        """What to send for a conversation."""
        turns = [dict(each) for each in (folded(messages) if self._fold else messages)]
        if self.shape is not ANTHROPIC:
            return {"model": self._name, "messages": turns, **self._parameters}
        body: Mapping[str, Any] = self._litellm.AnthropicConfig().transform_request(
            model=self._name, messages=turns, optional_params=dict(self._parameters), litellm_params={}, headers={}
        )
        return body


def as_taken(journal: Path, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters of a run as its server takes them, by what it was found to refuse of others in an earlier sitting.

    As they are where there is no journal, or nothing of that in it.
    """
    began: Mapping[str, Any] = {}
    found: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None
    for line in lines(journal) if journal.exists() else ():
        if not line.startswith((b'{"event":"run"', b'{"event":"sent"')):
            continue
        read = json_object(line)
        if read is None or not isinstance(read.get("parameters"), dict):
            continue
        if read.get("event") == "run":
            began = read["parameters"]
        else:
            found = began, read["parameters"]
    return parameters if found is None else changed_alike(parameters, *found)
