"""A local OpenAI-compatible server in a process of its own: it answers by a rule, misbehaves as told, and counts.

Every request is counted by its text (the contents of its messages, joined by line ends): how often it came, and how
often a whole, good answer was handed to the system for it.
"""

import asyncio
import json
import math
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Final

Probabilities = tuple[float, float, float]
Rule = Callable[[str], Probabilities | list[Probabilities]]
"""Gives the probabilities of the one answer, or of each of several numbered ones."""

HTML: Final = b"<!doctype html><html><body><h1>Bad gateway</h1></body></html>"


@dataclass(frozen=True)
class Behaviour:
    """How the server behaves: `faults` is the share of requests that meet each fault, `delay` seconds an answer takes.

    With `together` all but the first request are answered only once so many have been there at once; with `held_after`
    only so many are answered before `Server.let_go` is called.

    Faults: `429` (Retry-After), `500`, `reset`, `html`, `truncated`, `bare` (no logprobs), `stall`, `babble`
    (an answer that says nothing), `refusal`, the lasting ones `401`, `404`, `402`, `400`, `403`, `moderated`, `echo`
    (a 400 that repeats the request's text), and answers of other forms: `null` (a log probability that is null),
    `parts` (the content is a list), `number` (the content is none), `empty` (no choices), `usageless`.
    """

    faults: Mapping[str, float] = field(default_factory=dict)
    delay: float = 0.0
    together: int = 1
    held_after: int | None = None
    stall: float = 10.0
    retry_after: str = "0.05"
    key: str | None = None
    logprobs: bool = True
    most_logprobs: int | None = None
    seed: int = 7
    says: str = ""
    """What the server says in place of its usual words about a fault."""


@dataclass(frozen=True)
class Counts:
    """What the server saw, by the text of the request."""

    asked: Counter[str]
    answered: Counter[str]
    faults: Counter[str]
    most_at_once: int
    keys: frozenset[str]
    bodies: tuple[dict[str, Any], ...]


class Server:
    """A running server, as the test sees it."""

    def __init__(self, port: int, pipe: Connection) -> None:
        self.base: Final = f"http://127.0.0.1:{port}/v1"
        self._pipe = pipe

    def counts(self) -> Counts:
        """What the server has seen so far."""
        self._pipe.send("counts")
        counts = self._pipe.recv()
        assert isinstance(counts, Counts)
        return counts

    def settled(self) -> Counts:
        """What it has seen once all is dealt with that had reached it from clients that are gone."""
        self.counts()  # by now it has been read
        time.sleep(0.2)  # longer than an answer is delayed
        for _ in range(10):  # each lets its event loop come round
            self.counts()
        return self.counts()

    def wait_for(self, requests: int, seconds: float = 300.0) -> None:
        """Wait until so many requests have come; AssertionError when they do not."""
        until = time.monotonic() + seconds
        while self.counts().asked.total() < requests:
            assert time.monotonic() < until, f"{self.counts().asked.total()} of {requests} requests came"
            time.sleep(0.01)

    def behave(self, behaviour: Behaviour) -> None:
        """Go on with another behaviour, and with all counts at nought."""
        self._told(behaviour)

    def let_go(self) -> None:
        """Answer what was held, and all that comes."""
        self._told("let go")

    def _told(self, what: Behaviour | str) -> None:
        self._pipe.send(what)
        assert self._pipe.recv() == "so be it"


@contextmanager
def serving(rule: Rule, behaviour: Behaviour | None = None) -> Iterator[Server]:
    """Run a server in a process of its own, on a free port of this machine; `rule` must be picklable."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, rule, behaviour or Behaviour()), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Server(ours.recv(), ours)
    finally:
        ours.close()
        process.terminate()
        process.join(10)


def text_of(messages: list[dict[str, str]]) -> str:
    """The text by which a request is counted."""
    return "\n".join(each["content"] for each in messages)


def _serve(pipe: Connection, rule: Rule, behaviour: Behaviour) -> None:
    asyncio.run(_Endpoint(pipe, rule, behaviour).run())


class _Endpoint:
    def __init__(self, pipe: Connection, rule: Rule, behaviour: Behaviour) -> None:
        self._pipe = pipe
        self._rule = rule
        self._met, self._free = asyncio.Event(), asyncio.Event()
        self._begin(behaviour)

    def _begin(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._chance = random.Random(behaviour.seed)
        self._asked: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()
        self._keys: set[str] = set()
        self._bodies: list[dict[str, Any]] = []
        self._here, self._most = set[object](), 0
        for each in (self._met, self._free):
            each.set()  # whoever waits since before
        self._met, self._free = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self._pipe.send(server.sockets[0].getsockname()[1])
        gone = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(self._pipe.fileno(), self._told, gone)
        await gone

    def _told(self, gone: asyncio.Future[None]) -> None:
        try:
            told = self._pipe.recv()
        except EOFError:
            asyncio.get_running_loop().remove_reader(self._pipe.fileno())
            gone.set_result(None)
            return
        if isinstance(told, Behaviour):
            self._begin(told)
        if told == "let go":
            self._free.set()
        if told != "counts":
            self._pipe.send("so be it")
            return
        bodies = tuple(self._bodies)
        self._pipe.send(
            Counts(self._asked, self._answered, self._faults, self._most, frozenset(self._keys), bodies),
        )

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away, as clients that are killed do
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = json.loads(await reader.readexactly(int(fields["content-length"])))
        text = text_of(body["messages"])
        self._asked[text] += 1
        self._keys.add(fields.get("authorization", ""))
        if len(self._bodies) < 4:
            self._bodies.append(body)
        here, this = self._here, object()
        here.add(this)
        self._most = max(self._most, len(here))
        try:
            return await self._reply(reader, writer, fields, body, text)
        finally:
            here.discard(this)

    async def _reply(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        fields: dict[str, str],
        body: dict[str, Any],
        text: str,
    ) -> bool:
        behaviour = self._behaviour
        await self._wait(behaviour)
        if behaviour.delay:
            await asyncio.sleep(behaviour.delay)
        if behaviour.key is not None and fields.get("authorization") != f"Bearer {behaviour.key}":
            return await _send(writer, 401, _error(f"Incorrect API key provided: {fields.get('authorization')}", "key"))
        most = behaviour.most_logprobs
        if most is not None and body.get("top_logprobs", 0) > most:
            return await _send(writer, 400, _error(f"top_logprobs must be at most {most}", "invalid_request_error"))
        fault = self._fault()
        if fault is not None:
            self._faults[fault] += 1
        if fault == "stall":
            await asyncio.sleep(behaviour.stall)
        if fault == "reset" or reader.at_eof():
            writer.transport.abort()
            return False
        if fault in _ERRORS:
            status, code = _ERRORS[fault]
            extra = f"Retry-After: {behaviour.retry_after}\r\n" if fault == "429" else ""
            told = {"moderated": "Your input was flagged by moderation", "echo": f"cannot read {text!r}"}
            message = behaviour.says or told.get(fault, f"the server says {fault} to {fields}")
            return await _send(writer, status, _error(message, code), extra)
        return await self._answer(writer, body, text, fault)

    async def _wait(self, behaviour: Behaviour) -> None:
        """Wait for other requests, or to be let go, where the behaviour is so."""
        came = self._asked.total()
        if len(self._here) >= behaviour.together:
            self._met.set()
        elif came > 1:
            await self._met.wait()
        if behaviour.held_after is not None and came > behaviour.held_after:
            await self._free.wait()

    async def _answer(self, writer: asyncio.StreamWriter, body: dict[str, Any], text: str, fault: str | None) -> bool:
        if fault == "html":
            return await _send(writer, 200, HTML, "", "text/html")
        good = json.dumps(self._completion(body, text, fault)).encode()
        if fault == "truncated":
            return await _send(writer, 200, good[: len(good) // 2])
        await _send(writer, 200, good)
        if fault not in {"babble", "refusal", "number", "empty"}:
            self._answered[text] += 1
        return True

    def _fault(self) -> str | None:
        drawn = self._chance.random()
        for name, share in self._behaviour.faults.items():
            drawn -= share
            if drawn < 0:
                return name
        return None

    def _completion(self, body: dict[str, Any], text: str, fault: str | None) -> dict[str, Any]:
        told = self._rule(text)
        tokens = _numbered(told) if isinstance(told, list) else [_drawn(told)]
        said = "".join(each["token"] for each in tokens)
        if fault == "babble":
            said = "Well, it depends."
        choice: dict[str, Any] = {
            "index": 0,
            "message": {"role": "assistant", "content": said},
            "finish_reason": "content_filter" if fault == "refusal" else "stop",
            "logprobs": None,
        }
        if fault in {"parts", "number"}:
            choice["message"]["content"] = [{"type": "text", "text": said}] if fault == "parts" else 7
        if body.get("logprobs") and self._behaviour.logprobs and fault not in {"bare", "babble", "refusal"}:
            choice["logprobs"] = {"content": tokens}
            if fault == "null":
                tokens[0]["top_logprobs"].append({"token": "C", "logprob": None, "bytes": None})
        usage = {"prompt_tokens": 100, "completion_tokens": 1, "total_tokens": 101}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [] if fault == "empty" else [choice],
            "usage": None if fault == "usageless" else usage,
        }


def _drawn(told: Probabilities, blank: str = "") -> dict[str, Any]:
    """The token of an answer, with its alternatives."""
    top = [
        {"token": blank + name, "logprob": math.log(share), "bytes": list((blank + name).encode())}
        for name, share in zip(("A", "B", "NA"), told, strict=True)
        if share > 0
    ]
    first = max(top, key=lambda each: float(str(each["logprob"])))
    return {**first, "top_logprobs": top}


def _numbered(answers: list[Probabilities]) -> list[dict[str, Any]]:
    """The tokens of numbered lines with an answer each."""
    tokens = []
    for number, told in enumerate(answers, 1):
        lead = [f"{number}", ":"] if number == 1 else ["\n", f"{number}", ":"]
        tokens += [{"token": each, "logprob": 0.0, "top_logprobs": [{"token": each, "logprob": 0.0}]} for each in lead]
        tokens.append(_drawn(told, " "))
    return tokens


_ERRORS: Final = {
    "400": (400, "invalid_request_error"),
    "401": (401, "invalid_api_key"),
    "402": (429, "insufficient_quota"),
    "403": (403, "forbidden"),
    "moderated": (403, "moderation_blocked"),
    "echo": (400, "invalid_request_error"),
    "404": (404, "model_not_found"),
    "429": (429, "rate_limit_exceeded"),
    "500": (500, "server_error"),
}


def _error(message: str, code: str) -> bytes:
    return json.dumps({"error": {"message": message, "type": code, "param": None, "code": code}}).encode()


async def _send(
    writer: asyncio.StreamWriter, status: int, body: bytes, extra: str = "", kind: str = "application/json"
) -> bool:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    return True
