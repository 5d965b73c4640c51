"""What a reply comes to, before anybody looks for an answer in it."""

from core.oracle.run.breaker import UNREADABLE
from core.oracle.terms import Ask, Failure, FailureKind, ModelReply, Read, Record


def understood(read: Read, ask: Ask, said: ModelReply) -> Record:
    """Read what a model said; a refusal is a refusal whatever else it said."""
    if said.unreadable is not None:
        return Failure.of(ask, FailureKind.UNPARSABLE, f"{UNREADABLE}: {said.unreadable}", said)
    if said.seen is not None:
        seen, whole = said.seen
        why = f"the server read only {seen} of about {whole} tokens of the question: give it a longer context"
        return Failure.of(ask, FailureKind.TOO_LONG, why, said)
    if said.refusal is not None:
        return Failure.of(ask, FailureKind.REFUSAL, f"the model declined: {said.refusal[:400]}", said)
    return read(ask, said)
