"""A local server that imitates a provider's format: what it answers is a function of path and body."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Wire = Callable[[str, Body], tuple[int, Any]]


def chat(content: object, finish: str = "stop", **message: object) -> Body:
    """A completion in OpenAI's format."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    usage = {"prompt_tokens": 20, "completion_tokens": 3, "total_tokens": 23}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def gemini(finish: str, *parts: Body) -> Body:
    content = {"role": "model", "parts": list(parts)}
    usage = {"promptTokenCount": 20, "candidatesTokenCount": 1, "totalTokenCount": 21}
    return {"candidates": [{"content": content, "finishReason": finish, "index": 0}], "usageMetadata": usage}


class Imitation(ThreadingHTTPServer):
    wire: Wire = staticmethod(lambda *_: (500, {}))


@contextmanager
def imitating() -> Iterator[Imitation]:
    """Run such a server on a free port; its `wire` may be changed between requests."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, said = server.wire(self.path, body)
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    server = Imitation(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
