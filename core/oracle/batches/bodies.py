"""What stands in a file for one request: what litellm would send to the provider at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

from core.model.errors import OracleError
from core.oracle.batches.shapes import ANTHROPIC, BatchShape, shape_of
from core.oracle.journal.lines import lines
from core.oracle.provider.adapting import FOLDED, adapted, changed_alike, folded
from core.oracle.provider.answer_form import FORM, formed
from core.oracle.provider.litellm import litellm_quietly
from core.oracle.provider.problems import refusal_of
from core.oracle.terms import Messages
from core.storage.tail import json_object

_MOST_ADAPTATIONS: Final = 8
_NO_PART: Final = ("stream", "extra_body")


class Bodies:
    """Makes the bodies of a model's requests, in the `shape` that its provider takes."""

    def __init__(self, name: str, provider: str, shape: BatchShape, parameters: Mapping[str, Any]) -> None:
        """`parameters` are those that litellm takes for the model."""
        self.shape: Final = shape
        self._litellm = litellm_quietly()
        self._name = name
        self._provider = provider
        self._parameters = parameters
        self._sent: dict[int, Mapping[str, Any]] = {}

    @classmethod
    def of(cls, model: str, parameters: Mapping[str, Any]) -> Self:
        """Prepare for a model by its full name; OracleError where its provider takes no batches of these shapes.

        What litellm knows that the model does not take is left out or said otherwise, as when it is asked at once.
        Anthropic's batches have no form of an answer without a header of their own.
        """
        litellm = litellm_quietly()
        name, provider = litellm.get_llm_provider(model=model)[:2]
        shape = shape_of(provider)
        asked = {each: value for each, value in parameters.items() if shape is not ANTHROPIC or each != FORM}
        for _ in range(_MOST_ADAPTATIONS):
            bodies = cls(name, provider, shape, asked)
            try:
                bodies._as_sent(1)
            except litellm.BadRequestError as error:  # what the model does not take is one of them
                refusal = refusal_of(error, ())
                found = None if refusal is None else adapted(asked, *refusal)
                if found is None:
                    raise OracleError(f"litellm cannot ask {model} so: {' '.join(str(error).split())[:300]}") from error
                asked = found.request
            else:
                return bodies
        raise OracleError(f"litellm refuses every way of asking {model}: ask it without --write-requests and --submit.")

    def body(self, messages: Messages, principles: int) -> Mapping[str, Any]:
        """What to send for a conversation about so many principles."""
        turns = [dict(each) for each in (folded(messages) if self._parameters.get(FOLDED) else messages)]
        sent = self._as_sent(principles if FORM in self._parameters else 0)
        if self.shape is not ANTHROPIC:
            return {"model": self._name, "messages": turns, **sent}
        body: Mapping[str, Any] = self._litellm.AnthropicConfig().transform_request(
            model=self._name, messages=turns, optional_params=dict(sent), litellm_params={}, headers={}
        )
        return body

    def _as_sent(self, principles: int) -> Mapping[str, Any]:
        """The parameters as the provider has them, made once for so many principles."""
        if principles not in self._sent:
            known = {each: value for each, value in formed(self._parameters, principles).items() if each != FOLDED}
            made = self._litellm.utils.get_optional_params(
                model=self._name, custom_llm_provider=self._provider, **known
            )
            extra = made.get("extra_body") or {}
            self._sent[principles] = {each: value for each, value in made.items() if each not in _NO_PART} | extra
        return self._sent[principles]


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
