"""How often answers are the same in both presentation orders, counted while they come in."""

from core.model.preferences import from_probabilities, oriented
from core.oracle.terms import Answer

_Question = tuple[str, str | None, int]


class OrderConsistency:
    """Counts the questions answered in both orders (`pairs`), and those with the same answer in both (`same`).

    It remembers one number for each question that waits for its other order.
    """

    def __init__(self) -> None:
        self.pairs = 0
        self.same = 0
        self._waiting: dict[_Question, int] = {}

    @property
    def share(self) -> float | None:
        """The share of pairs with the same answer, 0 to 1; None where there are none yet."""
        return self.same / self.pairs if self.pairs else None

    def add(self, answers: tuple[Answer, ...]) -> None:
        """Count the answers to one request."""
        for answer in answers:
            question = (answer.case, answer.principle, answer.sample)
            shown = from_probabilities(answer.prob_a, answer.prob_b, answer.prob_na)
            preference = int(oriented(shown, answer.order))
            if question not in self._waiting:
                self._waiting[question] = preference
                continue
            self.pairs += 1
            self.same += self._waiting.pop(question) == preference
