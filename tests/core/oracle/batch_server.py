"""A local server that takes batches as OpenAI and as Anthropic do, in a thread of the test."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.core.oracle.batch_answers import anthropic, openai

Answer = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class BatchServer:
    """What the server has and how it behaves: `ended` whether batches are through, `refuses` a status for new ones.

    `failing` is what is wrong with each batch as a whole, `wrong` answers in place of the rule where it gives any, and
    `says` of a batch's state, in its place or for fields of it.
    """

    base: str = ""
    ended: bool = False
    refuses: int | None = None
    failing: str = ""
    says: dict[str, Any] | bytes = field(default_factory=dict)
    drops: bool = False
    wrong: Callable[[int, dict[str, Any]], dict[str, Any] | None] = lambda *_: None
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    endpoints: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def lines(self, name: str, answer: Answer) -> bytes:
        """The answers to a batch, the last one first."""
        said = [self.wrong(n, each) or answer(each) for n, each in enumerate(self.batches[name])]
        return "\n".join(json.dumps(each) for each in reversed(said)).encode()

    def made(self, requests: list[dict[str, Any]]) -> str:
        """Take a batch, and name it."""
        name = f"batch_{len(self.batches) + 1}"
        self.batches[name] = requests
        return name

    def told(self, method: str, path: str, body: bytes) -> tuple[int, bytes] | None:
        """What is answered: a status and a body; None where the connection just ends."""
        if method == "POST" and path.endswith("/batches") and (self.refuses or self.drops):
            error = {"type": "error", "error": {"type": "invalid_request_error", "message": "no batches for you"}}
            if self.drops:
                self.made([])
            return None if self.drops else (self.refuses or 400, json.dumps(error).encode())
        found = self._anthropic(method, path, body) if "/messages/" in path else self._openai(method, path, body)
        if method == "GET" and isinstance(found, dict):
            found = self.says if isinstance(self.says, bytes) else found | self.says
        return 200, found if isinstance(found, bytes) else json.dumps(found).encode()

    def _openai(self, method: str, path: str, body: bytes) -> object:
        if path == "/v1/files":
            name = f"file-{len(self.files) + 1}"
            part = re.search(rb'filename="[^"]*"\r\n.*?\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
            assert part is not None
            self.files[name] = part[1]
            return {"id": name, "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "batch"} | {
                "status": "processed"
            }
        if path.startswith("/v1/files/"):
            return self.lines(path.split("/")[3].removeprefix("out-"), openai)
        if method == "POST":
            asked = json.loads(body)
            self.endpoints.append(asked["endpoint"])
            name = self.made([json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()])
        else:
            name = path.rpartition("/")[2]
        total = len(self.batches[name])
        status = "failed" if self.failing else "completed" if self.ended else "in_progress"
        errors = {"object": "list", "data": [{"code": "bad", "message": self.failing}]} if self.failing else None
        counts = {"total": total, "completed": total if self.ended else 0, "failed": 0}
        done = f"out-{name}" if status == "completed" else None
        return {"id": name, "object": "batch", "endpoint": "/v1/chat/completions", "completion_window": "24h"} | {
            "input_file_id": "f", "created_at": 1, "status": status, "errors": errors, "request_counts": counts,
            "output_file_id": done, "error_file_id": None,
        }  # fmt: skip

    def _anthropic(self, method: str, path: str, body: bytes) -> object:
        if path.endswith("/results"):
            return self.lines(path.split("/")[-2], anthropic)
        name = self.made(json.loads(body)["requests"]) if method == "POST" else path.rpartition("/")[2]
        total = len(self.batches[name])
        counts = {"processing": 0 if self.ended else total, "succeeded": total if self.ended else 0}
        return {"id": name, "type": "message_batch", "request_counts": counts} | {
            "processing_status": "ended" if self.ended else "in_progress"
        }


@contextmanager
def batch_server() -> Iterator[BatchServer]:
    """Run such a server on a free port of this machine."""
    server = BatchServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self._answer("POST", self.rfile.read(int(self.headers["content-length"])))

        def do_GET(self) -> None:
            self._answer("GET", b"")

        def _answer(self, method: str, body: bytes) -> None:
            server.keys.add(self.headers.get("x-api-key") or self.headers.get("authorization") or "")
            told = server.told(method, self.path, body)
            if told is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(told[0])
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(told[1])))
            self.end_headers()
            self.wfile.write(told[1])

        def log_message(self, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.base = f"http://127.0.0.1:{http.server_port}/v1"
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join(10)
