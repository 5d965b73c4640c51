"""What can go wrong with a request, told apart: what ends the run, what is worth another try, what is neither."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from core.oracle.provider.addresses import path_hint
from core.oracle.provider.phrases import (
    FILTERED,
    MODERATION,
    NO_CREDIT,
    NO_KEY,
    NO_MODEL,
    OF_FORM,
    PLAN_QUOTA,
    TOO_LONG,
    UNKNOWN_KEY,
    WANTS_KEY,
)
from core.oracle.provider.scrubbing import Scrubber
from core.oracle.provider.waits import seconds_in, seconds_told
from core.oracle.terms import FailureKind, Messages

_LONGEST: Final = 400
_PASSING: Final = {FailureKind.QUOTA, FailureKind.TIMEOUT, FailureKind.SERVER, FailureKind.CONNECTION}
_NO_MODEL_STATUS: Final = {400, 422}
_PREFIX: Final = re.compile(r"^(litellm\.\w+: )?(\w+: )?(\w+Exception - )?")
_ROUTES: Final = re.compile("Received Model Group=|LiteLLM: model group|LiteLLM Retried:")
"""What a proxy adds to an error about its own ways."""
_LACKING: Final = re.compile(r"No module named '([\w.]{1,80})'")
_TRACE: Final = "Traceback (most recent call last)"
_TOLD_OF: Final = ("logprobs", "temperature", "max_tokens", "max_completion_tokens", "system", *OF_FORM)
"""Words that stand for what is refused, unless the request has them and the server repeats it."""
_REFUSING: Final = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.NOT_IMPLEMENTED,
}
_BUSY: Final = {429, 503, 529}
_CLIENT_FAULT: Final = {400, 403, 413, 422, 451}
_STATUS: Final[dict[int, FailureKind]] = {
    HTTPStatus.UNAUTHORIZED: FailureKind.KEY,
    HTTPStatus.FORBIDDEN: FailureKind.KEY,
    HTTPStatus.PAYMENT_REQUIRED: FailureKind.QUOTA,
    HTTPStatus.NOT_FOUND: FailureKind.MODEL,
    HTTPStatus.REQUEST_TIMEOUT: FailureKind.TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS: FailureKind.QUOTA,
}


class AskError(Exception):
    """A request failed. `passing` is worth another try, `ends_run` would meet every other request too.

    `retry_after` is how many seconds the server asks to be left alone, where it says so. `charged` may cost money
    although nothing came of it.
    """

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        passing: bool | None = None,
        ends_run: bool = False,
        retry_after: float | None = None,
        charged: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind: Final = kind
        self.message: Final = message
        self.ends_run: Final = ends_run
        self.passing: Final = (kind in _PASSING if passing is None else passing) and not ends_run
        self.retry_after: Final = retry_after
        self.charged: Final = charged or kind is FailureKind.TIMEOUT


def problem(
    error: Exception,
    model: str,
    scrubber: Scrubber,
    *,
    accepted: bool = False,
    elsewhere: bool = False,
    keyless: bool = False,
) -> AskError:
    """Say what an error of litellm (or of what it stands on) means, without any key in it.

    `accepted` says that the key was taken before: what is forbidden then is this one request. `elsewhere` that the
    address was given by the user, `keyless` that no key was sent.
    """
    said = _one_line(scrubber.message(_told(error)))
    status = _status(error)
    name = type(error).__name__
    of_account_or_case = _of_account_or_case(error, status, name, accepted=accepted)
    if of_account_or_case is not None:
        kind, words = of_account_or_case
        return AskError(kind, f"{words.format(model)}: {said}", ends_run=kind in {FailureKind.QUOTA, FailureKind.MODEL})
    if _is_timeout(error):
        return AskError(FailureKind.TIMEOUT, "no answer in time")
    if _is_connection(error):
        return AskError(FailureKind.CONNECTION, f"the connection failed: {_one_line(scrubber.message(_root(error)))}")
    if _holds(error, NO_KEY) and status not in {400, 429} and not _has_response(error):
        return AskError(FailureKind.KEY, f"There is no key for {model}: {said}", ends_run=True)
    kind = _STATUS.get(status or 500, FailureKind.SERVER)
    of_setup = _of_setup(error, kind, model, elsewhere=elsewhere, keyless=keyless)
    if of_setup is not None:
        of_status = "" if status is None else f" (HTTP {status})"
        return AskError(of_setup[0], f"{of_setup[1]}{of_status}: {said}", ends_run=True)
    return _by_status(error, kind, model, said)


def _of_setup(
    error: Exception, kind: FailureKind, model: str, *, elsewhere: bool, keyless: bool
) -> tuple[FailureKind, str] | None:
    """What an error says of an address that the user gave, of a missing key or package; None where of none of these."""
    lacking = _LACKING.search(str(error))
    if lacking is not None and not _has_response(error):
        return FailureKind.MODEL, f"litellm asks {model} with the help of {lacking[1]}, a module to be installed first"
    if kind is FailureKind.KEY or _holds(error, (*UNKNOWN_KEY, *(WANTS_KEY if keyless else ()))):
        why = "The server wants a key, and none was sent: name the variable that holds it with --api-key-env"
        return FailureKind.KEY, why if keyless else f"The key for {model} was not accepted"
    if kind is FailureKind.MODEL and elsewhere and (model.partition("/")[2] or model).lower() not in str(error).lower():
        path = f"--api-base has another path than the server{path_hint(model.partition('/')[0])}"
        return kind, f"There is no model {model} there, or {path}"
    return None


def _of_account_or_case(
    error: Exception, status: int | None, name: str, *, accepted: bool
) -> tuple[FailureKind, str] | None:
    """What an error says that a provider may say with any status of a client's fault; None where it says none of it."""
    fault = status in _CLIENT_FAULT
    if fault and _holds(error, NO_CREDIT):
        return FailureKind.QUOTA, "The account has no credit left for {}"
    if status in _NO_MODEL_STATUS and _holds(error, NO_MODEL):
        return FailureKind.MODEL, "There is no model {}"
    declined = status == HTTPStatus.FORBIDDEN and (accepted or _holds(error, MODERATION))
    if name == "ContentPolicyViolationError" or declined or (fault and _holds(error, FILTERED)):
        return FailureKind.REFUSAL, "the provider declined"
    too_long = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or (fault and _holds(error, TOO_LONG))
    if name == "ContextWindowExceededError" or too_long:
        return FailureKind.TOO_LONG, "the case is too long for {}"
    return None


def refusal_of(error: Exception, messages: Messages) -> tuple[str, str] | None:
    """What a server says that it does not take, in small letters, and the parameter that it names (empty if none).

    None where the error is of another kind, or what it says may be a text of the request that it repeats.
    """
    if _status(error) not in _REFUSING:
        return None
    named = _inner(error).get("param") or getattr(error, "param", None)
    said = f"{error} {_body(error)}".lower()
    for word in _TOLD_OF:
        if any(word in each["content"].lower() for each in messages):
            said = said.replace(word, " ")
    return said, named.lower() if isinstance(named, str) else ""


def is_refused(error: Exception, means: AskError) -> bool:
    """Whether a server refuses a request and says nothing of why that could be told apart."""
    return _status(error) in _REFUSING and means.kind is FailureKind.SERVER


def misread(error: Exception) -> bool:
    """Whether litellm stumbled itself, rather than tell what a server or a connection did."""
    return (_status(error) or 500) == HTTPStatus.INTERNAL_SERVER_ERROR and not _has_response(error)


def was_answered(error: Exception) -> bool:
    """Whether a server refused a request itself, so that nothing came of it."""
    status = _status(error)
    return _has_response(error) and status is not None and status < HTTPStatus.INTERNAL_SERVER_ERROR


def _by_status(error: Exception, kind: FailureKind, model: str, said: str) -> AskError:
    """Say what an answer other than 200 means; an answer nobody could read counts as the server's error."""
    status = _status(error) or 500
    wait = retry_after(error)
    if kind is FailureKind.MODEL or "LLM Provider NOT provided" in str(error):
        return AskError(FailureKind.MODEL, f"There is no model {model} (HTTP {status}): {said}", ends_run=True)
    if kind is FailureKind.QUOTA:
        no_plan = wait is None and _holds(error, (PLAN_QUOTA,))
        if status == HTTPStatus.PAYMENT_REQUIRED or no_plan or _holds(error, NO_CREDIT):
            return AskError(kind, f"The account has no credit left for {model}: {said}", ends_run=True)
        return AskError(kind, f"too many requests (HTTP {status}): {said}", retry_after=wait)
    answered = not _has_response(error)
    message = f"unreadable answer: {said}" if answered else f"the request failed (HTTP {status}): {said}"
    retried = status >= 500 or status in {408, 409, 425}  # what remains of 4xx stays wrong however often it is sent
    return AskError(kind, message, passing=retried, retry_after=wait, charged=answered)


def retry_after(error: BaseException) -> float | None:
    """How many seconds the server asks to be left alone; None if unsaid.

    From `retry-after-ms`, from `Retry-After` in seconds or as a date, or from words such as `try again in 3.5s`.
    """
    for link in _chain(error):
        headers = getattr(link, "litellm_response_headers", None) or getattr(
            getattr(link, "response", None), "headers", None
        )
        wait = None if not headers else seconds_told(headers, time.time())
        if wait is not None:
            return wait
    return seconds_in(f"{_told(error)} {error}") if _status(error) in _BUSY else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came from, at most eight of them."""
    link: BaseException | None = error
    for _ in range(8):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _is_timeout(error: BaseException) -> bool:
    return any(
        isinstance(link, TimeoutError | asyncio.TimeoutError) or type(link).__name__ in {"Timeout", "APITimeoutError"}
        for link in _chain(error)
    )


def _is_connection(error: BaseException) -> bool:
    if _has_response(error) or any(isinstance(link, json.JSONDecodeError) for link in _chain(error)):
        return False
    return any(isinstance(link, OSError) or type(link).__module__.startswith("aiohttp") for link in _chain(error)) or (
        any(type(link).__module__.startswith(("httpx", "httpcore")) for link in _chain(error))
    )


def _has_response(error: BaseException) -> bool:
    """Whether a server answered at all: litellm puts a made-up response on its errors, the cause has the real one."""
    return any(
        (type(link).__module__.startswith("openai") and getattr(link, "response", None) is not None)
        or type(link).__name__ in {"HTTPStatusError", "ResultError"}
        for link in _chain(error)
    )


def _holds(error: BaseException, words: tuple[str, ...]) -> bool:
    told = f"{error} {getattr(error, 'code', '')} {_body(error)}".lower()
    return any(word in told for word in words)


def _told(error: BaseException) -> str:
    """The server's own message where there is one, else the library's, without the places in its source."""
    inner = _inner(error)
    said = inner.get("message") or inner.get("detail")
    if isinstance(said, str) and said:
        before, *ways = _ROUTES.split(_PREFIX.sub("", said), maxsplit=1)
        return (before.rstrip(" ").removesuffix(".") if ways else before) or said
    return _PREFIX.sub("", str(error)).partition(_TRACE)[0]


def _status(error: BaseException) -> int | None:
    """The HTTP status; None where there is none: some servers write words in its place."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _inner(error: BaseException) -> dict[str, Any]:
    """What the server says of the error."""
    body = _body(error)
    inner = body.get("error", body)
    return inner if isinstance(inner, dict) else {"message": inner}


def _body(error: BaseException) -> dict[str, Any]:
    """The JSON object that came with the error, or that it says; empty where there is none."""
    bodies = (getattr(link, "body", None) for link in _chain(error))
    found = next((body for body in bodies if isinstance(body, dict)), None)
    if found is not None:
        return found
    _, begun, rest = str(error).partition("{")
    try:
        said = json.loads(begun + rest)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _root(error: BaseException) -> str:
    """The innermost message: litellm says only `Connection error`."""
    return [str(link) for link in _chain(error) if str(link)][-1]


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
