"""What a run will take, before anything is sent: requests, tokens, dollars and time, as ranges.

Prices come from the table that litellm brings along; nothing is looked up on the network.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Self

from core.oracle.provider.litellm import litellm_quietly
from core.oracle.terms import Messages

_COUNTED_FIRST: Final = 200
_COUNTED_THEN: Final = 100
_OVERHEAD: Final = 8
_CHARACTERS_A_TOKEN: Final = (6.0, 2.5)
_TOKENIZER_OFF: Final = (0.9, 1.1)
_LETTERS_A_TOKEN: Final = 5
_LETTERS_TO_LOSE: Final = 4000
_TOKENS_TO_LOSE: Final = 1000
_READ: Final = 0.7
"""Share of the tokens, as other models count them, that a server must have read: tokenizers differ by less."""
_SECONDS_A_REQUEST: Final = (0.4, 4.0)


@dataclass(frozen=True, slots=True)
class Price:
    """The list price of a token, in dollars; `cached` of one of the question that was read before, None if unknown."""

    token_in: float
    token_out: float
    cached: float | None = None

    @classmethod
    def of(cls, model: str, *, batches: bool = False) -> Self | None:
        """The list price of a model; None if it is not in the table, which is not the same as free.

        With `batches` what a token costs in a batch.
        """
        table: dict[str, dict[str, Any]] = litellm_quietly().model_cost
        provider, _, name = model.partition("/")
        bare = table.get(name, {})
        info = table.get(model) or (bare if bare.get("litellm_provider") == provider else {})
        ending = "_batches" if batches else ""
        prices = (info.get(f"input_cost_per_token{ending}"), info.get(f"output_cost_per_token{ending}"))
        if prices[0] is None or prices[1] is None:
            return None
        again = None if batches else info.get("cache_read_input_token_cost")
        return cls(float(prices[0]), float(prices[1]), None if again is None else float(again))

    def cost(self, tokens_in: int, tokens_out: int, cached: int = 0) -> float:
        """What so many tokens cost, in dollars; `cached` of those in were read before."""
        known = 0 if self.cached is None or cached > tokens_in else cached
        saved = known * (self.token_in - (self.cached or 0.0))
        return tokens_in * self.token_in + tokens_out * self.token_out - saved


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a number of requests will take: each pair is the least and the most.

    `counted` says that the tokens were counted with a tokenizer of the model's family (on every request up to 200, then
    on every 100th), give or take a tenth; otherwise they lie between one for six characters and one for two and a half
    bytes. `cost` is None where the price is unknown. Repeated requests are not in it.
    """

    requests: int
    tokens_in: tuple[int, int]
    tokens_out: tuple[int, int]
    cost: tuple[float, float] | None
    counted: bool

    def seconds(
        self, concurrency: int, rate: float | None, a_request: tuple[float, float] = _SECONDS_A_REQUEST
    ) -> tuple[float, float]:
        """How long that takes, if a request takes as long as given: no faster than the rate allows."""
        slowest_rate = 0.0 if rate is None else self.requests / rate
        least, most = (max(self.requests * each / concurrency, slowest_rate) for each in a_request)
        return least, most


def estimate(requests: Iterable[Messages], model: str, longest_answer: int, price: Price | None) -> Estimate:
    """Count what the requests to a model take; each is read once and none is kept.

    `longest_answer` is the most tokens that an answer may have.
    """
    counter = _counter(model)
    sizes = _Sizes()
    for number, messages in enumerate(requests):
        counted = counter is not None and (number < _COUNTED_FIRST or number % _COUNTED_THEN == 0)
        sizes.add(messages, counter(messages) if counter is not None and counted else None)
    tokens_in = sizes.tokens()
    tokens_out = (sizes.requests, sizes.requests * longest_answer)
    cost = None
    if price is not None:
        cost = (price.cost(tokens_in[0], tokens_out[0]), price.cost(tokens_in[1], tokens_out[1]))
    return Estimate(sizes.requests, tokens_in, tokens_out, cost, counter is not None)


def most_tokens(model: str, messages: Messages) -> int:
    """How many tokens a request has at most: counted with some to spare, or by its length, ordinary text too many."""
    sizes = _Sizes()
    counter = _counter(model)
    sizes.add(messages, None if counter is None else counter(messages))
    return sizes.tokens()[1] + 1


def likely_tokens(model: str, messages: Messages, answer: str) -> tuple[int, int]:
    """About how many tokens a request and its answer took, rather too many, where the server does not say."""
    empty, said = ([{"role": "assistant", "content": each}] for each in ("", answer))
    return most_tokens(model, messages), max(1, most_tokens(model, said) - most_tokens(model, empty))


def left_out(model: str, messages: Messages, told: int) -> tuple[int, int] | None:
    """How many tokens a server read, and about how many there are, where it read far fewer; None where it did not.

    Counted only where a token would stand for more letters than usual, with another model's tokenizer if need be.
    """
    letters = sum(len(str(each.get("content", ""))) for each in messages)
    if letters < _LETTERS_TO_LOSE or told * _LETTERS_A_TOKEN >= letters:
        return None
    counted = int(litellm_quietly().token_counter(model=model, messages=[dict(each) for each in messages]))
    return (told, counted) if told < _READ * counted and counted >= _TOKENS_TO_LOSE else None


class _Sizes:
    """Sums of characters and bytes, and of the tokens of those that were counted."""

    def __init__(self) -> None:
        self.requests = 0
        self._characters = self._bytes = self._counted_bytes = self._counted_tokens = 0

    def add(self, messages: Messages, tokens: int | None) -> None:
        texts = [str(each.get("content", "")) for each in messages]
        size = sum(len(each.encode("utf-8", "replace")) for each in texts)
        self.requests += 1
        self._characters += sum(map(len, texts))
        self._bytes += size
        if tokens is not None:
            self._counted_tokens += tokens
            self._counted_bytes += size

    def tokens(self) -> tuple[int, int]:
        if self._counted_bytes:
            told = self._counted_tokens * (self._bytes / self._counted_bytes)
            return round(told * _TOKENIZER_OFF[0]), round(told * _TOKENIZER_OFF[1])
        overhead = self.requests * _OVERHEAD
        return (
            round(self._characters / _CHARACTERS_A_TOKEN[0]) + self.requests,
            round(self._bytes / _CHARACTERS_A_TOKEN[1]) + overhead,
        )


def _counter(model: str) -> Callable[[Messages], int] | None:
    """What counts the tokens of a conversation as the model does, offline; None where that is not known."""
    if Price.of(model) is None or not model.startswith("openai/"):
        return None
    litellm = litellm_quietly()
    return lambda messages: int(litellm.token_counter(model=model, messages=[dict(each) for each in messages]))
