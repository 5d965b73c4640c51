"""The services that take batches: those like OpenAI's, through litellm, and Anthropic's, which litellm only reads."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, Final, Protocol

from core.model.errors import OracleError
from core.oracle.batches.shapes import ANTHROPIC, AZURE, OPENAI, BatchShape
from core.oracle.provider.client import LitellmClient
from core.oracle.provider.litellm import litellm_quietly
from core.oracle.provider.problems import problem, was_answered
from core.oracle.provider.responses import count_of

_SENT_BY_LITELLM: Final = {"openai", "azure", "hosted_vllm", "litellm_proxy", "mistral", "xai"}
_UNDER_WAY: Final = {"validating", "in_progress", "finalizing", "cancelling"}
_ANTHROPIC: Final = "https://api.anthropic.com"
_VERSION: Final = "2023-06-01"


class BatchError(OracleError):
    """A service did not do what was asked; `certain` where it said so itself, so that nothing came of it."""

    def __init__(self, message: str, *, certain: bool) -> None:
        super().__init__(message)
        self.certain: Final = certain


@dataclass(frozen=True, slots=True)
class BatchState:
    """How far a batch is; `why` it failed as a whole, in the service's words, empty where it did not."""

    ended: bool
    done: int
    total: int
    why: str = ""


class BatchService(Protocol):
    """Takes files of requests, and gives their answers later; each method may raise BatchError."""

    def send(self, file: Path) -> str:
        """Send a file, and give the name of the batch."""
        ...

    def state(self, batch: str) -> BatchState:
        """Say how far a batch is."""
        ...

    def answers(self, batch: str) -> Iterator[bytes]:
        """Give what a batch that ended has brought, in pieces that are lines."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


def service_of(client: LitellmClient, shape: BatchShape) -> BatchService:
    """The service that takes the batches of a model; OracleError where nobody here can send them."""
    if shape is ANTHROPIC:
        return _Anthropic(client)
    provider = client.model.partition("/")[0]
    if provider not in _SENT_BY_LITELLM:
        raise OracleError(
            f"litellm sends no batches to {provider}: write them with --write-requests DIR, send them by other means, "
            "and read the answers with --read-answers."
        )
    return _LikeOpenAI(client, provider, AZURE if shape is AZURE else OPENAI)


class _LikeOpenAI:
    """A service like OpenAI's: files are uploaded, and a batch is made of one."""

    def __init__(self, client: LitellmClient, provider: str, shape: BatchShape) -> None:
        self._client = client
        self._litellm: Final = litellm_quietly()
        self._how: Final = {"custom_llm_provider": provider, "max_retries": 0, **client.access}
        self._endpoint: Final = (shape.rest or {})["url"]

    def send(self, file: Path) -> str:
        try:
            with file.open("rb") as data:
                sent = self._litellm.create_file(file=(file.name, data), purpose="batch", **self._how)
        except Exception as error:  # noqa: BLE001 - as of every provider's library
            raise _failed(self._client, error, certain=True) from None  # a file alone is no batch
        try:
            made = self._litellm.create_batch(
                completion_window="24h", endpoint=self._endpoint, input_file_id=sent.id, **self._how
            )
        except Exception as error:  # noqa: BLE001 - as above
            raise _failed(self._client, error, certain=was_answered(error)) from None
        return str(made.id)

    def state(self, batch: str) -> BatchState:
        told = self._retrieved(batch)
        counts = told.request_counts
        done, total = (0, 0) if counts is None else (counts.completed + counts.failed, counts.total)
        errors = getattr(told.errors, "data", None) or []
        why = "; ".join(str(getattr(each, "message", each)) for each in errors[:3])
        failed = why or "the service does not say why"
        return BatchState(told.status not in _UNDER_WAY, done, total, failed if told.status == "failed" else "")

    def answers(self, batch: str) -> Iterator[bytes]:
        told = self._retrieved(batch)
        for name in (told.output_file_id, told.error_file_id):
            if name:
                try:
                    content: bytes = self._litellm.file_content(file_id=name, **self._how).content
                except Exception as error:  # noqa: BLE001 - as above
                    raise _failed(self._client, error, certain=True) from None
                yield content if content.endswith(b"\n") else content + b"\n"

    def close(self) -> None:
        cache = self._litellm.in_memory_llm_clients_cache
        for each in list(cache.cache_dict.values()):
            if hasattr(each, "close") and not iscoroutinefunction(each.close):
                each.close()
        cache.flush_cache()

    def _retrieved(self, batch: str) -> Any:  # noqa: ANN401
        try:
            return self._litellm.retrieve_batch(batch_id=batch, **self._how)
        except Exception as error:  # noqa: BLE001 - as above
            raise _failed(self._client, error, certain=True) from None


class _Anthropic:
    """Anthropic's service: a document of requests makes a batch at once."""

    def __init__(self, client: LitellmClient) -> None:
        self._client = client
        self._http: Final = type(litellm_quietly().module_level_client)()
        base = client.access.get("api_base") or os.environ.get("ANTHROPIC_BASE_URL") or _ANTHROPIC
        self._url: Final = f"{base.rstrip('/').removesuffix('/v1')}/v1/messages/batches"
        key = client.access.get("api_key") or os.environ.get("ANTHROPIC_API_KEY", "")
        self._headers: Final = {"x-api-key": key, "anthropic-version": _VERSION, "content-type": "application/json"}

    def send(self, file: Path) -> str:
        try:
            made = self._http.post(self._url, data=file.read_bytes(), headers=self._headers, timeout=600.0).json()
            return str(made["id"])
        except Exception as error:  # noqa: BLE001 - as of every provider's library
            raise _failed(self._client, error, certain=was_answered(error)) from None

    def state(self, batch: str) -> BatchState:
        told = self._got(f"{self._url}/{batch}")
        try:
            said: object = told.json()
        except ValueError:
            said = None
        if not isinstance(said, Mapping):
            raise BatchError("What the service says of the batch is no JSON object: try again later.", certain=True)
        counts = said.get("request_counts")
        known = {name: count_of(each) for name, each in counts.items()} if isinstance(counts, Mapping) else {}
        total = sum(known.values())
        return BatchState(said.get("processing_status") == "ended", total - known.get("processing", 0), total)

    def answers(self, batch: str) -> Iterator[bytes]:
        content: bytes = self._got(f"{self._url}/{batch}/results").content
        yield content if content.endswith(b"\n") else content + b"\n"

    def close(self) -> None:
        self._http.close()

    def _got(self, url: str) -> Any:  # noqa: ANN401
        try:
            response = self._http.get(url, headers=self._headers)
            response.raise_for_status()
        except Exception as error:  # noqa: BLE001 - as above
            raise _failed(self._client, error, certain=True) from None
        return response


def _failed(client: LitellmClient, error: Exception, *, certain: bool) -> BatchError:
    """What a service's error means, without any key in it."""
    told = problem(error, client.model, client.replies.scrub)
    said = told.message[:1].upper() + told.message[1:]
    return BatchError(said if said.endswith((".", "!", "?")) else f"{said}.", certain=certain)
