"""`judge --reward` against a server that scores as vLLM does: an annotator with margins, and nothing asked twice."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.model.terms import AnnotatorKind
from core.storage.store import Store
from tui.cli import cli


@dataclass
class Scoring:
    """What the server was asked, and what it refuses: a response's text that is too long, or raw numbers."""

    base: str = ""
    asked: list[str] = field(default_factory=list)
    too_long: str = ""
    refuses_raw: bool = False

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if self.refuses_raw and "use_activation" in body:
            return 400, {"error": {"message": "extra fields not permitted: use_activation", "code": 400}}
        texts = body.get("text_2") or body.get("documents") or [body["messages"][-1]["content"]]
        if self.too_long in texts:
            return 400, {"error": {"message": "the maximum context length is 512 tokens", "code": 400}}
        found = [reward(each) for each in texts]
        if path == "/classify":
            return 200, {"data": [{"index": 0, "label": None, "probs": found, "num_classes": 1}]}
        if path == "/pooling":
            return 200, {"data": [{"index": 0, "object": "pooling", "data": [[0.0], *([each] for each in found)]}]}
        if path == "/v1/score":
            return 200, {"data": [{"index": n, "score": each} for n, each in enumerate(found)]}
        if path == "/v1/rerank":
            rows = [{"index": n, "relevance_score": each} for n, each in enumerate(found)]
            return 200, {"results": sorted(rows, key=lambda row: -row["relevance_score"])}
        return 404, {"detail": "Not Found"}


def reward(text: str) -> float:
    """Longer responses are better, and some are alike."""
    return len(text) // 40 / 4 - 1


@pytest.fixture
def scoring() -> Iterator[Scoring]:
    scoring = Scoring()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            status, said = scoring.answer(self.path, json.loads(self.rfile.read(int(self.headers["content-length"]))))
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scoring.base = f"http://127.0.0.1:{http.server_port}/v1"
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield scoring
    http.shutdown()
    http.server_close()
    thread.join(10)


def judge(store: Path, scoring: Scoring, way: str, *more: str) -> Result:
    words = ["judge", "-s", str(store), "--model", "skywork", "--reward", way, "--api-base", scoring.base, "--yes"]
    result = CliRunner().invoke(cli, [*words, "--limit", "5", *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def annotated(store: Path, name: str = "skywork") -> int:
    """How many cases the annotator has; its preferences are as the rewards say."""
    with Store.open(store) as opened:
        found = next(each for each in opened.annotators() if each.name == name)
        assert found.kind is AnnotatorKind.REWARD_MODEL
        preferences, there, *_ = opened.annotations(found)
        for n in there.nonzero()[0].tolist():
            case = opened.case(n)
            margin = reward(case.response_a) - reward(case.response_b)
            assert preferences[n] == (margin > 0) - (margin < 0)
        return int(there.sum())


@pytest.mark.parametrize(("way", "requests"), [("classify", 10), ("pooling", 10), ("score", 5), ("rerank", 5)])
def test_a_reward_model_is_an_annotator_and_nothing_is_asked_twice(
    unvoted: Path, scoring: Scoring, way: str, requests: int
) -> None:
    done = judge(unvoted, scoring, way, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["new"] == 5
    assert annotated(unvoted) == 5
    assert len(scoring.asked) == requests
    again = judge(unvoted, scoring, way)
    assert "has the rewards of all this already: nothing was sent" in again.stdout
    assert len(scoring.asked) == requests


def test_a_case_that_is_too_long_is_passed_over_and_asked_again_alone(unvoted: Path, scoring: Scoring) -> None:
    with Store.open(unvoted) as store:
        scoring.too_long = store.case(2).response_b
    scoring.refuses_raw = True
    first = judge(unvoted, scoring, "score")
    assert first.exit_code == 1
    assert "The server takes no use_activation" in first.stderr
    assert "1 case passed over, too long or refused" in first.stderr
    assert annotated(unvoted) == 4
    scoring.too_long = ""
    before = len(scoring.asked)
    assert judge(unvoted, scoring, "score").exit_code == 0
    assert len(scoring.asked) == before + 2
    assert annotated(unvoted) == 5


def test_what_cannot_be_asked_is_told(unvoted: Path, scoring: Scoring) -> None:
    path = scoring.base
    scoring.base = path.removesuffix("/v1") + "/elsewhere"
    wrong = judge(unvoted, scoring, "rerank")
    assert wrong.exit_code == 1
    assert "There is no model skywork there, or --api-base has another path than the server" in wrong.stderr
    scoring.base = path
    assert judge(unvoted, scoring, "score", "--samples", "2").exit_code == 2
    assert judge(unvoted, scoring, "score", "--annotator", "rm").exit_code == 0
    assert annotated(unvoted, "rm") == 5
    other = judge(unvoted, scoring, "classify", "--annotator", "rm")
    assert other.exit_code == 1
    assert "begun with another template" in other.stderr
