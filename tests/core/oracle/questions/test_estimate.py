"""What a run will take: counted where a tokenizer is at hand, bounded where not, and no price made up."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import OracleError
from core.oracle.provider.litellm import litellm_quietly
from core.oracle.questions.estimate import Price, estimate, left_out, likely_tokens, most_tokens
from core.oracle.terms import Messages


def messages(words: int) -> Messages:
    return [{"role": "user", "content": "word " * words}]


def test_the_price_comes_from_the_list_and_an_unknown_one_is_unknown() -> None:
    price = Price.of("openai/gpt-4o-mini")
    assert price is not None
    assert price.cost(1_000_000, 1_000_000) == pytest.approx(0.15 + 0.60)
    assert Price.of("openai/nobodys-model") is None
    local = Price.of("ollama/llama3")
    assert local is not None
    assert local.cost(10**9, 10**9) == 0


def test_tokens_are_counted_on_some_requests_and_told_for_all() -> None:
    price = Price.of("openai/gpt-4o-mini")
    told = estimate((messages(50) for _ in range(1000)), "openai/gpt-4o-mini", 4, price)
    assert (told.requests, told.counted, told.tokens_out) == (1000, True, (1000, 4000))
    least, most = told.tokens_in
    assert least <= 1000 * 58 <= most
    assert most - least < 0.25 * most
    assert told.cost is not None
    assert told.cost[0] == pytest.approx(least * 1.5e-07 + 1000 * 6e-07)
    assert told.cost[1] == pytest.approx(most * 1.5e-07 + 4000 * 6e-07)


def test_without_a_tokenizer_tokens_are_bounded_and_without_a_price_there_is_no_cost() -> None:
    told = estimate([messages(50)] * 10, "openai/nobodys-model", 4, None)
    assert not told.counted
    assert told.cost is None
    assert told.tokens_in[0] <= 10 * 57 <= told.tokens_in[1]
    assert estimate([], "openai/nobodys-model", 4, None).tokens_in == (0, 0)


def test_special_tokens_in_a_text_are_counted_like_any_text() -> None:
    texts: Messages = [{"role": "user", "content": "<|endoftext|><|im_start|> hello"}]
    assert estimate([texts], "openai/gpt-4o-mini", 4, None).tokens_in[0] > 0


def test_time_goes_by_concurrency_but_no_faster_than_the_rate() -> None:
    told = estimate([messages(1)] * 100, "openai/nobodys-model", 4, None)
    assert told.seconds(10, None, (1.0, 2.0)) == (10.0, 20.0)
    assert told.seconds(10, 2.0, (1.0, 2.0)) == (50.0, 50.0)


def test_litellm_is_not_imported_before_it_is_needed() -> None:
    modules = "core.oracle.run.run, core.oracle.provider.client, core.oracle.questions.estimate"
    script = f"import sys, {modules}; sys.exit('litellm' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_litellm_that_cannot_be_loaded_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    (tmp_path / "litellm.py").write_text("raise AttributeError('module x\\nhas no attribute y')")
    monkeypatch.delitem(sys.modules, "litellm", raising=False)
    with pytest.raises(OracleError, match=r"^litellm.* loaded \(AttributeError: module x has no attribute y\): .*\.$"):
        litellm_quietly()


@given(
    words=st.lists(st.sampled_from(["word ", "\n", "Zürich ", "1234 ", "don't ", "物語 "]), max_size=80).map("".join)
)
def test_the_most_tokens_of_a_text_are_at_least_those_that_are_counted(words: str) -> None:
    request: Messages = [{"role": "user", "content": words}]
    counted = litellm_quietly().token_counter(model="openai/gpt-4o-mini", messages=request)
    taken, said = likely_tokens("openai/gpt-4o-mini", request, words or "A")
    assert counted <= taken == most_tokens("openai/gpt-4o-mini", request) <= 1.1 * counted + 2
    assert 1 <= said <= taken


def test_without_a_tokenizer_tokens_go_by_length() -> None:
    request: Messages = [{"role": "user", "content": "x" * 25}]
    assert likely_tokens("openai/nobodys-model", request, "A" * 10) == (19, 4)


def test_without_litellm_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "litellm", None)
    with pytest.raises(OracleError, match=r"loaded \(ModuleNotFoundError: .*\): install it anew with pip install "):
        Price.of("openai/gpt-4o-mini")


@pytest.mark.parametrize("model", ["openai/gpt-4o-mini", "openai/nobodys-model"])
def test_a_server_that_read_far_fewer_tokens_than_there_are_left_some_out(model: str) -> None:
    asked: Messages = [{"role": "user", "content": "A calm reply names what it does not know. " * 400}]
    found = left_out(model, asked, 2048)
    assert found is not None
    assert found[0] == 2048
    assert 3_500 < found[1] < 5_000
    assert left_out(model, asked, 3_600) is None
    assert left_out(model, messages(200), 100) is None  # little enough to have been read


def test_what_a_server_had_read_before_costs_what_it_costs_then() -> None:
    price = Price(4.0, 8.0, 1.0)
    assert price.cost(10, 1) == 48.0
    assert price.cost(10, 1, 6) == 4 * 4.0 + 6 * 1.0 + 8.0
    assert price.cost(10, 1, 11) == 48.0, "cached tokens that are not among those in"
    assert Price(4.0, 8.0).cost(10, 1, 6) == 48.0
    found = Price.of("openai/gpt-4o-mini")
    assert found is not None
    assert found.cached is not None
    assert 0 < found.cached < found.token_in
