"""Files of requests: whole, in the provider's shape, none larger than it takes, and never half of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.model.errors import OracleError
from core.oracle.batches.bodies import Bodies, as_taken
from core.oracle.batches.shapes import ANTHROPIC, OPENAI, shape_of
from core.oracle.batches.writing import write_requests
from core.oracle.provider.adapting import FOLDED
from core.oracle.provider.answer_form import FORM, SCHEMA
from core.oracle.terms import Ask, Messages

MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Which?"}]


def asks(count: int) -> Iterator[tuple[Ask, Messages]]:
    for n in range(count):
        yield Ask(f"{n:032x}", f"c{n}", ("p",), 0), MESSAGES


def small(requests: int, size: int, *, model: str = "openai/gpt-4o-mini") -> Bodies:
    """Bodies of a provider that takes so many requests and bytes in a file."""
    bodies = Bodies.of(model, {"temperature": 0.0, "max_tokens": 8})
    shape = replace(bodies.shape, most_requests=requests, most_bytes=size)
    return Bodies(bodies._name, bodies._provider, shape, bodies._parameters)


def test_each_provider_has_its_shape_or_is_refused() -> None:
    assert (OPENAI.most_requests, OPENAI.most_bytes) == (50_000, 200_000_000)
    assert (ANTHROPIC.most_requests, ANTHROPIC.most_bytes) == (100_000, 256_000_000)
    assert [shape_of(each).name for each in ("openai", "groq", "hosted_vllm", "mistral")] == ["openai"] * 4
    assert shape_of("anthropic") is ANTHROPIC
    assert json.loads(shape_of("azure").request("k", {}))["url"] == "/chat/completions"
    with pytest.raises(OracleError, match="Batches of bedrock have a shape of their own"):
        shape_of("bedrock")


def test_a_body_is_what_would_be_sent_at_once() -> None:
    logprobs = {"temperature": 0.0, "max_tokens": 8, "logprobs": True, "top_logprobs": 20}
    assert Bodies.of("openai/gpt-4o-mini", logprobs).body(MESSAGES, 1) == {
        "model": "gpt-4o-mini",
        "messages": MESSAGES,
        **logprobs,
    }
    assert Bodies.of("openai/gpt-5", {"temperature": 0.0, "max_tokens": 99}).body(MESSAGES, 1) == {
        "model": "gpt-5",
        "messages": MESSAGES,
        "max_completion_tokens": 99,
    }
    assert Bodies.of("hosted_vllm/my/model", {"max_tokens": 8, "system_in_user_turn": True}).body(MESSAGES, 1) == {
        "model": "my/model",
        "messages": [{"role": "user", "content": "Be brief.\n\nWhich?"}],
        "max_tokens": 8,
    }
    form = {"max_tokens": 40, FORM: SCHEMA}
    held = Bodies.of("openai/gpt-4o-mini", form)
    for count, names in ((2, ["principle_1", "principle_2"]), (1, ["answer"])):
        body = held.body(MESSAGES, count)
        assert (body["max_tokens"], body[FORM][SCHEMA]["schema"]["required"]) == (40, names)
    assert FORM not in Bodies.of("openai/gpt-4o-mini", {"max_tokens": 40}).body(MESSAGES, 2)
    plain = Bodies.of("anthropic/claude-sonnet-4-5", form).body(MESSAGES, 2)
    assert set(plain) == {"model", "messages", "system", "max_tokens"}
    claude = Bodies.of("anthropic/claude-sonnet-4-5", {"max_tokens": 5000, "reasoning_effort": "low"}).body(MESSAGES, 1)
    assert claude["system"] == [{"type": "text", "text": "Be brief."}]
    assert claude["thinking"]["type"] == "enabled"
    assert (claude["model"], claude["max_tokens"]) == ("claude-sonnet-4-5", 5000)


def test_files_hold_as_much_as_the_provider_takes(tmp_path: Path) -> None:
    few = write_requests(asks(7), small(3, 10**6), tmp_path / "a", "run")
    assert [(each.path.name, each.requests) for each in few] == [
        ("run-0001.jsonl", 3),
        ("run-0002.jsonl", 3),
        ("run-0003.jsonl", 1),
    ]
    keys = [json.loads(line)["custom_id"] for each in few for line in each.path.read_bytes().splitlines()]
    assert keys == [f"{n:032x}" for n in range(7)]
    most = few[0].size
    by_size = write_requests(asks(7), small(100, most), tmp_path / "b", "run")
    assert [(each.requests, each.size) for each in by_size[:2]] == [(3, most)] * 2
    one_less = write_requests(asks(7), small(100, most - 1), tmp_path / "c", "run")
    assert [each.requests for each in one_less] == [2, 2, 2, 1]


def test_anthropics_files_are_whole_documents(tmp_path: Path) -> None:
    bodies = small(100, 900, model="anthropic/claude-sonnet-4-5")
    files = write_requests(asks(7), bodies, tmp_path, "run")
    assert len(files) > 1
    found = [each for file in files for each in json.loads(file.path.read_bytes())["requests"]]
    assert [each["custom_id"] for each in found] == [f"{n:032x}" for n in range(7)]
    assert all(file.size == file.path.stat().st_size <= 900 for file in files)


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OracleError, match=r"about the case c0 alone is larger"):
        write_requests(asks(7), small(100, 60), tmp_path, "run")

    def broken() -> Iterator[tuple[Ask, Messages]]:
        yield from asks(5)
        raise OracleError("the store is gone")

    with pytest.raises(OracleError, match="the store is gone"):
        write_requests(broken(), small(2, 10**6), tmp_path, "run")
    assert not list(tmp_path.iterdir())
    assert write_requests(asks(0), small(2, 10**6), tmp_path, "run") == []
    write_requests(asks(1), small(2, 10**6), tmp_path, "run")
    with pytest.raises(OracleError, match="holds requests of this run already"):
        write_requests(asks(1), small(2, 10**6), tmp_path, "run")


def test_what_a_run_found_out_about_the_server_is_what_is_written(tmp_path: Path) -> None:
    journal = tmp_path / "run.jsonl"
    most = {"logprobs": True, "top_logprobs": 20}
    now = {"max_tokens": 64, "temperature": 1.0, **most}
    assert as_taken(journal, now) == now
    journal.write_text('{"event":"run","parameters":{"max_tokens":8}}\n{"event":"failure"}\n')
    assert as_taken(journal, now) == now
    began = '{"event":"run","parameters":{"max_tokens":8,"temperature":0.0,"logprobs":true,"top_logprobs":20}}\n'
    for sent, taken in (
        # Renamed; other values than before are those of now, which the user may have changed since.
        (
            {"max_completion_tokens": 8, "temperature": 0.0, "logprobs": True, "top_logprobs": 5},
            {"max_completion_tokens": 64, "temperature": 1.0, "logprobs": True, "top_logprobs": 5},
        ),
        (
            {"max_tokens": 16, "temperature": 0.0, FOLDED: True},
            {"max_tokens": 64, "temperature": 1.0, FOLDED: True},
        ),
        ({"max_tokens": 99, **most}, {"max_tokens": 99, **most}),
    ):
        earlier = '{"event":"sent","parameters":{"max_tokens":9},"at":""}\n'
        last = f'{{"event":"sent","parameters":{json.dumps(sent)},"at":""}}\n'
        journal.write_text(began + earlier + last + "{}\n")
        with journal.open("a") as file:
            file.write(began)
        assert as_taken(journal, now) == taken
    journal.write_text('{"event":"run","parameters":{"response_format":"json_schema"}}\n')
    with journal.open("a") as file:
        file.write('{"event":"sent","parameters":{},"at":""}\n')
    assert as_taken(journal, {"max_tokens": 40, FORM: SCHEMA}) == {"max_tokens": 40}
