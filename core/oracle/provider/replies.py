"""From a response to what the model said: without secrets, with what it took, and whether it refused."""

from dataclasses import dataclass, replace
from typing import Any, Final

from core.model.times import utc_now
from core.oracle.provider.responses import UnreadableError, cached_of, reading, served_of, tokens_of
from core.oracle.provider.scrubbing import Scrubber
from core.oracle.questions.estimate import Price, left_out, likely_tokens
from core.oracle.terms import Messages, ModelReply, Usage

_LONGEST_ANSWER: Final = 100_000


@dataclass(frozen=True, slots=True)
class Replies:
    """Reads the responses of a model: `price` is what a token costs, `longest` how many tokens an answer may have."""

    model: str
    price: Price | None
    scrub: Scrubber
    longest: int

    def reply(self, response: Any, messages: Messages, raw: str, seconds: float) -> ModelReply:  # noqa: ANN401
        """Read the response to some messages, litellm's own or JSON; `raw` is what is kept of one nobody can read."""
        try:
            read = reading(response)
        except UnreadableError as error:
            took = self._usage(tokens_of(response), messages, None, seconds)
            return ModelReply(self.scrub.answer(raw)[:_LONGEST_ANSWER], usage=took, unreadable=str(error))
        text = self.scrub.answer(read.text)[:_LONGEST_ANSWER]
        refusal = None if read.refusal is None else self.scrub.answer(read.refusal)
        served, finish = map(self.scrub.answer, served_of(response))
        cached = 0 if read.tokens is None else cached_of(response)
        took = replace(self._usage(read.tokens, messages, read.text, seconds, cached), served=served, finish=finish)
        seen = None if read.tokens is None else left_out(self.model, messages, read.tokens[0] + cached)
        return ModelReply(text, read.spoken, took, refusal, finish=read.finish, seen=seen)

    def _usage(
        self, told: tuple[int, int] | None, messages: Messages, answer: str | None, seconds: float, cached: int = 0
    ) -> Usage:
        """What the request took, at its price; where the server does not say, counted from what was written."""
        tokens = told
        if tokens is None:
            tokens = likely_tokens(self.model, messages, answer or "")
            tokens = tokens if answer is not None else (tokens[0], self.longest)
        cost = None if self.price is None else self.price.cost(*tokens, cached)
        return Usage(*tokens, cost, round(seconds, 4), utc_now(), estimated=told is None, cached=cached)
