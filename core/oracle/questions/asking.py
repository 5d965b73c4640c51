"""What is wanted of a model, and the single request: what it asks, what it is called, and what to send for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.model.terms import Case, Principle
from core.oracle.questions.case_texts import CaseTexts
from core.oracle.questions.chosen_cases import CaseChoice
from core.oracle.questions.prompts import Template, template_for
from core.oracle.terms import Answer, Ask, Messages, ask_key
from core.storage.store import Store


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What to ask: of which cases, by which model under which parameters, and how.

    `together` principles go into one request; with 0 it is the generic question, which response is better, and `name`
    is an annotator's, else an oracle's. Each of `orders` is asked `samples` times. `prompt` is None for ours. Requests
    are named by the parameters `keyed` (None: all), those of the run so far by `earlier` ones too.
    """

    name: str
    model: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    choice: CaseChoice = field(default_factory=CaseChoice)
    orders: tuple[int, ...] = (0, 1)
    samples: int = 1
    together: int = 1
    prompt: Template | None = None
    keyed: Mapping[str, object] | None = None
    earlier: tuple[Mapping[str, object], ...] = ()

    @property
    def generic(self) -> bool:
        """Whether the question is which response is better, rather than which adheres more to a principle."""
        return self.together == 0

    @property
    def role(self) -> str:
        """What the answers make of the model in the store: an oracle or an annotator."""
        return "annotator" if self.generic else "oracle"

    @property
    def template(self) -> Template:
        """The prompt."""
        return template_for(self.together) if self.prompt is None else self.prompt


class Asking:
    """Makes requests about the cases and principles of a store."""

    def __init__(self, store: Store, wanted: RunRequest) -> None:
        self.wanted: Final = wanted
        self.principles: Final = () if wanted.generic else store.principles()
        self.texts: Final = CaseTexts(store)
        self._by_id = {principle.id: principle for principle in self.principles}

    def ask(self, case: Case, principles: Sequence[Principle], order: int, sample: int) -> Ask:
        """The request about some principles of a case, in one presentation order."""
        ids = tuple(principle.id for principle in principles)
        named = self.wanted.parameters if self.wanted.keyed is None else self.wanted.keyed
        return Ask(self._key(named, case, principles, order, sample), case.id, ids, order, sample)

    def messages(self, ask: Ask) -> Messages:
        """What to send for a request."""
        principles = [self._by_id[id_] for id_ in ask.principles]
        return self.wanted.template.messages(self.texts.named(ask.case), ask.order, principles)

    def current(self, ask: Ask) -> bool:
        """Whether a request, as a journal has it, is still about the texts that the store has now."""
        try:
            principles = [self._by_id[id_] for id_ in ask.principles]
            case = self.texts.named(ask.case)
        except KeyError:
            return False
        if ask.key == self.ask(case, principles, ask.order, ask.sample).key:
            return True
        others = self.wanted.earlier
        return any(ask.key == self._key(each, case, principles, ask.order, ask.sample) for each in others)

    def narrowed(self, ask: Ask, ids: Sequence[str]) -> Ask:
        """The same request about some of its principles."""
        return self.ask(self.texts.named(ask.case), [self._by_id[id_] for id_ in ids], ask.order, ask.sample)

    def rest(self, ask: Ask, answers: Sequence[Answer]) -> tuple[Ask, Messages]:
        """The same request about those of its principles that these are not about, with what to send."""
        there = {each.principle for each in answers}
        rest = self.narrowed(ask, [each for each in ask.principles if each not in there])
        return rest, self.messages(rest)

    def _key(
        self, named: Mapping[str, object], case: Case, principles: Sequence[Principle], order: int, sample: int
    ) -> str:
        """Name a request by everything that decides its answer."""
        wanted = self.wanted
        texts = ask_key(case.prompt, case.response_a, case.response_b)
        asked = [(principle.id, principle.text) for principle in principles]
        return ask_key(wanted.template.digest, wanted.model, named, case.id, texts, asked, order, sample)
