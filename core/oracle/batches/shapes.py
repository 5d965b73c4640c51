"""The two shapes that files of requests have: OpenAI's, which many servers share, and Anthropic's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from core.model.errors import OracleError
from core.oracle.provider.litellm import litellm_quietly

_OPENAI_TOO: Final = {"openai", "azure", "mistral", "custom_openai"}


@dataclass(frozen=True, slots=True)
class BatchShape:
    """What a file of requests looks like, and how many requests and bytes its provider takes in one.

    A request is named `custom_id`, and what is sent stands under `body`. `begin`, `between` and `end` are what stands
    around the requests; `rest` is what else each has.
    """

    name: str
    ending: str
    most_requests: int
    most_bytes: int
    body: str
    begin: bytes = b""
    between: bytes = b"\n"
    end: bytes = b"\n"
    rest: Mapping[str, str] | None = None

    def request(self, key: str, body: Mapping[str, Any]) -> bytes:
        """One request, on one line without its end."""
        return orjson.dumps({"custom_id": key, **(self.rest or {}), self.body: body})


OPENAI: Final = BatchShape(
    "openai", ".jsonl", 50_000, 200_000_000, "body", rest={"method": "POST", "url": "/v1/chat/completions"}
)
"""https://platform.openai.com/docs/api-reference/batch: lines of JSON; Groq, Mistral, vLLM and others take the same."""
AZURE: Final = replace(OPENAI, name="azure", rest={"method": "POST", "url": "/chat/completions"})
"""The same under another path."""
ANTHROPIC: Final = BatchShape(
    "anthropic", ".json", 100_000, 256_000_000, "params", b'{"requests":[\n', b",\n", b"\n]}\n"
)
"""https://platform.claude.com/docs/en/api/messages/batches: one JSON document."""


def shape_of(provider: str) -> BatchShape:
    """The shape in which a provider, as litellm calls it, takes batches; OracleError where it is neither of the two."""
    if provider in {"anthropic", "azure"}:
        return ANTHROPIC if provider == "anthropic" else AZURE
    if provider in _OPENAI_TOO or provider in litellm_quietly().openai_compatible_providers:
        return OPENAI
    raise OracleError(
        f"Batches of {provider} have a shape of their own, which is not written here: leave --write-requests and "
        "--submit out, or reach the model through a provider with batches like OpenAI's or Anthropic's."
    )
