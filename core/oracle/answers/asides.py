"""What the fields beside an answer in JSON say, as reasons and comments do, and whether it takes the answer back."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.oracle.answers.declarations import declared
from core.oracle.answers.explanations import leans, names_any, overturns
from core.oracle.answers.sentences import sentences_of


@dataclass(frozen=True, slots=True)
class Asides:
    """The texts of such fields that stand before the answer, and of those that stand after it."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def take_back(self, answer: str) -> bool:
        """Whether they may come to another answer than what a field says, if that is one.

        As words around an answer in a text: what comes before it may weigh both responses, and what comes after it says
        nothing good of the other one.
        """
        found = declared(" ".join(answer.split()))
        if found is None:
            return False
        if any(overturns(found.which, text) for text in self.after):
            return True
        return any(leans(found.which, text) or _declares_other(found.which, text) for text in self.before)

    def name_answers(self) -> bool:
        """Whether one that stands after the answers names an answer, so that it may take back any of them."""
        return any(map(names_any, self.after))


def texts_in(value: object) -> str:
    """All texts in a value, each as a sentence."""
    return "\n".join(_texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each[1] if isinstance(each, tuple) else each)  # a field, or an entry


def _declares_other(which: int, text: str) -> bool:
    found = [declared(each.text) for each in sentences_of(text)]
    return any(each is not None and each.strong and each.which != which for each in found)
