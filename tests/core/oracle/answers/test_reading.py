"""What a model said is read strictly: nothing but an answer is one."""

import math
import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.ways import How
from core.oracle.answers.reading import certain, reader, weigh
from core.oracle.answers.wording import Wording
from core.oracle.questions.prompts import template
from core.oracle.terms import Answer, Ask, Failure, FailureKind, Finish, ModelReply, ReadingRule, Token
from tests.core.oracle.injections import ATTEMPTS, texts

ONE = Ask("k", "c", ("0",), 0)
THREE = Ask("k", "c", ("0", "1", "2"), 1)
read = reader(1)


def which(text: str, ask: Ask = ONE) -> list[int] | None:
    """Which answers a text gives, or None for a failure."""
    found = read(ask, ModelReply(text))
    if isinstance(found, Failure):
        return None
    return [(each.prob_a, each.prob_b, each.prob_na).index(1.0) for each in found]


def top(**shares: float) -> tuple[tuple[str, float], ...]:
    return tuple((token, math.log(share)) for token, share in shares.items())


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *(("A", 0), (" B\n", 1), ("N", 2), ("NA", 2), ("n/a", 2), ("Neither.", 2), ("none", 2), ("a", 0)),
        *(("**A**", 0), ("(B)", 1), ('"N"', 2), ("A.", 0), ("Answer: B", 1), ("Final answer: A", 0), ("`B`", 1)),
        *(("Response B", 1), ("A. It is kinder.", 0), ("B\n\nIt says what is so.", 1)),
    ],
)
def test_an_answer_is_read_whatever_stands_around_it(text: str, answer: int) -> None:
    assert which(text) == [answer]


@pytest.mark.parametrize(
    "text",
    [
        *("A or B", "A/B", "A and B", "A\nB", "A. B is worse.", "A: kind\nB: rude\nAnswer: B", "not A", "A response"),
        *("\u0410", "\u0392", "AB", "NAB", "C", "1: A", "answer A", "The first one", "", " ", "?", "A \u2014 kinder"),
        *("{A: 1}", "A, because the answer is B", "A. Neither is good."),
    ],
)
def test_anything_else_is_no_answer(text: str) -> None:
    assert which(text) is None


def test_one_principle_of_a_numbered_prompt_may_be_answered_under_its_number() -> None:
    for text in ("1: B", "B", "Principle 1: B", '{"1": "B"}'):
        (found,) = _answers(reader(1, numbers=True)(ONE, ModelReply(text)))
        assert (found.prob_b, found.how) == (1.0, How.TEXT)
    for text in ("2: B", "1: A\n2: B", "1: B\n1: A"):
        assert isinstance(reader(1, numbers=True)(ONE, ModelReply(text)), Failure)


def test_numbered_answers_are_read_in_their_order() -> None:
    assert which("1: A\n2: B\n3: N", THREE) == [0, 1, 2]
    assert which("3. neither\n\n1) **B**\n2: A\n", THREE) == [1, 0, 2]


@pytest.mark.parametrize(
    "text",
    [
        *("1: A\n2: B", "1: A\n2: B\n3: N\n4: A", "1: A\n1: B\n2: A\n3: A"),
        *(
            "Here you are: A\n1: A\n2: B\n3: N",
            "1: A 2: B 2: N 3: N",
            "A\nB\nN",
            "0: A\n1: A\n2: B",
            "1: A\n2: B\n3: maybe",
        ),
        *("1: A\n2: B\n3: N\nIgnore that, 1: B", "\u0661: A\n2: B\n3: N"),
    ],
)
def test_anything_but_one_line_for_each_number_is_no_answer(text: str) -> None:
    assert which(text, THREE) is None


@settings(max_examples=200)
@given(texts, st.sampled_from("ABN"))
def test_a_model_that_repeats_a_text_has_not_answered(text: str, letter: str) -> None:
    word = re.match(r"[^a-z]*([a-z/]*)", unicodedata.normalize("NFKC", text), re.IGNORECASE)
    assert word is not None
    begins_as_an_answer = word[1].lower() in {
        "a",
        "b",
        "n",
        "na",
        "n/a",
        "neither",
        "none",
        "answer",
        "response",
        "final",
    }
    if text.strip() and not begins_as_an_answer and re.search(r"\w", text):
        assert which(text) is None
        assert which(f"{text}\n{letter}") is None


@pytest.mark.parametrize(
    "attempt", [each for each in ATTEMPTS if each.strip(" `\n") not in {"A", "Answer: A", "N/A", "\uff21"}]
)
def test_no_attempt_is_an_answer_in_itself(attempt: str) -> None:
    assert which(attempt) is None
    assert which(f"B\n{attempt}") in (None, [1])


def test_a_refusal_is_one() -> None:
    for said in (
        ModelReply("", refusal="no"),
        ModelReply("I'm sorry, but I can't."),
        ModelReply("As an AI, I cannot compare these."),
    ):
        found = read(ONE, said)
        assert isinstance(found, Failure)
        assert found.kind is FailureKind.REFUSAL


@pytest.mark.parametrize(
    ("alternatives", "shares"),
    [
        ((("A", 0.3), ("A", 0.3), ("B", 0.4)), (0.6, 0.4, 0.0)),  # two tokens that are written alike
        ((("A", 0.5), ("B", 0.3), ("A", 0.1), ("N", 0.1)), (0.6, 0.3, 0.1)),
        ((("A", 0.6), ("A", 0.6), ("B", 0.4)), (0.6, 0.4, 0.0)),  # the chosen token repeated
        ((("B", 0.4), ("A", 0.6), ("B", 0.4)), (0.6, 0.4, 0.0)),
        ((("A", 0.6), ("B", 0.4), ("A", 0.55)), (0.6, 0.4, 0.0)),  # rounded otherwise where it is repeated
        (((" A", 0.3), ("A", 0.3), ("B", 0.4)), (0.6, 0.4, 0.0)),
    ],
)
def test_alternatives_that_are_written_alike_are_summed_unless_one_is_a_repetition(
    alternatives: tuple[tuple[str, float], ...], shares: tuple[float, float, float]
) -> None:
    found = weigh(Token("A", tuple((text, math.log(share)) for text, share in alternatives)))
    assert found is not None
    assert found[0] == pytest.approx(1)
    assert found[1] == pytest.approx(shares)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from("ABN"), st.integers(1, 100)), min_size=1, max_size=12), st.integers(0, 11))
def test_repeating_a_token_of_a_whole_list_changes_nothing(given: list[tuple[str, int]], place: int) -> None:
    whole = sum(weight for _, weight in given)
    once = dict(given)
    listed = tuple((text, math.log(weight / whole)) for text, weight in given)
    found = weigh(Token("A", listed))
    assert found is not None
    expected = [sum(weight for text, weight in given if text == letter) / whole for letter in "ABN"]
    assert found[1] == pytest.approx(expected)
    distinct = tuple((text, math.log(weight / sum(once.values()))) for text, weight in once.items())
    again = weigh(Token("A", (*distinct, distinct[place % len(distinct)])))
    assert again == weigh(Token("A", distinct))


def test_probabilities_sum_all_spellings_of_an_answer() -> None:
    shares = {
        "A": 0.3,
        " A": 0.1,
        "a": 0.05,
        "B": 0.2,
        "\u0120B": 0.05,
        "NA": 0.1,
        "N": 0.05,
        " Neither": 0.05,
        "Ne": 0.02,
    }
    alternatives = (*top(**shares), ("Sure", math.log(0.05)), ("\u0410", math.log(0.01)))
    found = read(ONE, ModelReply("A", (Token("A", alternatives),)))
    assert isinstance(found, tuple)
    (answer,) = found
    assert answer.how is How.LOGPROBS
    assert (answer.prob_a, answer.prob_b, answer.prob_na) == pytest.approx((0.45 / 0.92, 0.25 / 0.92, 0.22 / 0.92))


def test_too_little_probability_on_the_answers_is_no_answer() -> None:
    found = read(ONE, ModelReply("A", (Token("A", top(A=0.6, Sure=0.4)),)))
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.UNPARSABLE
    assert "60 %" in found.message


def test_the_token_of_each_numbered_answer_is_found() -> None:
    plain = [Token(text, ((text, 0.0),)) for text in ("1", ":", "\n", "2", ":", "\n", "3", ":")]
    answers = [
        Token(" A", top(**{" A": 0.9, " B": 0.1})),
        Token("B", top(B=0.6, A=0.4)),
        Token(" N", top(**{" N": 1.0})),
    ]
    spoken = (*plain[:2], answers[0], *plain[2:5], answers[1], *plain[5:], answers[2])
    found = read(THREE, ModelReply("1: A\n2:B\n3: N", spoken))
    assert isinstance(found, tuple)
    assert [each.how for each in found] == [How.LOGPROBS] * 3
    assert [each.prob_a for each in found] == pytest.approx([0.9, 0.4, 0.0])
    assert [(each.principle, each.order) for each in found] == [("0", 1), ("1", 1), ("2", 1)]


def test_marks_before_the_answer_are_not_its_token() -> None:
    spoken = (Token("**", top(**{"**": 1.0})), Token("B", top(B=0.8, A=0.2)), Token("**", top(**{"**": 1.0})))
    found = read(ONE, ModelReply("**B**", spoken))
    assert isinstance(found, tuple)
    assert found[0].prob_b == pytest.approx(0.8)


@pytest.mark.parametrize(
    "spoken",
    [
        *((), (Token("A"),), (Token("A", (("A", math.nan),)),), (Token("A", (("A", 0.7),)),)),
        *((Token("A", (("A", 0.0), ("B", 0.0))),), (Token("something else", top(A=1.0)),)),
    ],
)
def test_without_usable_logprobs_the_written_answer_counts(spoken: tuple[Token, ...]) -> None:
    found = read(ONE, ModelReply("A", spoken))
    assert isinstance(found, tuple)
    assert (found[0].how, found[0].prob_a) == (How.TEXT, 1.0)


def test_a_stripped_text_and_an_end_mark_do_not_hide_the_logprobs() -> None:
    found = read(
        ONE, ModelReply("A", (Token(" A", top(**{" A": 0.75, " B": 0.25})), Token("<|end|>", top(**{"<|end|>": 1.0}))))
    )
    assert isinstance(found, tuple)
    assert found[0].how is How.LOGPROBS
    assert found[0].prob_a == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Answer: A", How.LOGPROBS),
        ('{"answer": "A"}', How.LOGPROBS),
        ("Response A", How.TEXT),
        ("I choose A", How.TEXT),
    ],
)
def test_probabilities_count_only_where_each_answer_might_have_begun(text: str, how: How) -> None:
    spoken = [Token(each, ((each, 0.0),)) for each in re.findall(r"A|[^A]+|A", text)]
    spoken = [Token("A", top(A=0.9, B=0.1)) if each.text == "A" and at else each for at, each in enumerate(spoken)]
    if text.startswith("A"):
        spoken[0] = Token("A", top(A=1.0))
    found = read(ONE, ModelReply(text, tuple(spoken)))
    assert isinstance(found, tuple)
    assert found[0].how is how
    assert found[0].prob_a == pytest.approx(0.9 if how is How.LOGPROBS else 1.0)


def test_an_answer_that_was_cut_off_counts_only_where_one_token_was_all_it_had() -> None:
    cut = ModelReply("A", finish=Finish.LENGTH)
    found = reader(1, 8)(ONE, cut)
    assert isinstance(found, Failure)
    assert found.message == "The answer was cut off, give it more room with --max-tokens: A"
    assert isinstance(reader(1, 1)(ONE, cut), tuple)


def test_a_model_that_repeats_the_case_has_not_answered() -> None:
    asked = "Response B is polite and answers the question.\n\nAnswer: B"
    known = reader(1, 8, lambda _: [{"role": "user", "content": f"BEGIN prompt\n{asked}\nEND prompt"}])
    found = known(ONE, ModelReply(asked))
    assert isinstance(found, Failure)
    assert found.message.startswith("The model repeated the case: Response B")
    assert which(asked) == [1]
    option = "N: neither, because the principle does not matter here or both adhere to it equally."
    assert isinstance(reader(1, 8, lambda _: [{"role": "user", "content": option}])(ONE, ModelReply(option)), tuple)


def test_samples_take_the_written_answer_and_never_logprobs() -> None:
    found = reader(3)(ONE, ModelReply("B", (Token("B", top(B=0.6, A=0.4)),)))
    assert isinstance(found, tuple)
    assert (found[0].how, found[0].prob_b) == (How.SAMPLED, 1.0)


@settings(max_examples=100)
@given(st.dictionaries(st.text(max_size=4), st.floats(-30, 0), max_size=20))
def test_weighed_probabilities_are_probabilities(alternatives: dict[str, float]) -> None:
    found = weigh(Token("A", tuple(alternatives.items())))
    if found is not None and found[0]:
        assert 0 < found[0] <= 1
        assert sum(found[1]) == pytest.approx(1)
    assert [certain(n) for n in range(3)] == [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]


def test_an_answer_keeps_what_the_model_said() -> None:
    found = read(ONE, ModelReply("B."))
    assert isinstance(found, tuple)
    assert isinstance(found[0], Answer)
    assert found[0].raw == "B."


@pytest.mark.parametrize("piece", [" ", "*", "(", "A ", "1: ", "answer: ", "\n", "N/", "- ", "_"])
def test_long_nonsense_is_read_in_no_time(piece: str) -> None:
    began = time.thread_time()
    for ask in (ONE, THREE):
        which(piece * 50_000 + "x", ask)
        which(piece * (19_000 // len(piece)) + "x", ask)
    assert time.thread_time() - began < 10


def test_by_the_first_token_exactly_a_b_and_na_count_and_nothing_is_scaled() -> None:
    by_first = reader(1, 1, rule=ReadingRule.FIRST_TOKEN)
    tokens = (("A", math.log(0.25)), (" A", math.log(0.2)), ("NA", math.log(0.125)), ("N", math.log(0.3)))
    (answer,) = _answers(by_first(ONE, ModelReply("A", (Token("A", tokens),), finish=Finish.LENGTH)))
    assert (answer.prob_a, answer.prob_b, answer.prob_na) == pytest.approx((0.25, 0.0, 0.125))
    assert answer.how is How.LOGPROBS
    described = ModelReply("A: harmful", (Token("A", tokens), Token(": harmful")))
    (answer,) = _answers(by_first(ONE, described))
    assert answer.prob_a == pytest.approx(0.25)
    none = by_first(ONE, ModelReply("The", (Token("The", top(The=0.9, a=0.05)),)))
    assert isinstance(none, Failure)
    assert none.message == "None of A, B and NA is among the probable first tokens, which begin with: The"


def test_by_the_first_token_an_answer_without_probabilities_is_read_as_it_is_written() -> None:
    by_first = reader(1, 1, rule=ReadingRule.FIRST_TOKEN)
    for text, answer in (("A", 0), ("B", 1), ("NA", 2), ("N", 2)):
        (found,) = _answers(by_first(ONE, ModelReply(text, finish=Finish.LENGTH)))
        assert (found.prob_a, found.prob_b, found.prob_na) == certain(answer)
    assert isinstance(by_first(ONE, ModelReply("The")), Failure)
    refused = by_first(ONE, ModelReply("A", (Token("A", top(A=1.0)),), refusal="no"))
    assert isinstance(refused, Failure)
    assert refused.kind is FailureKind.REFUSAL
    several = reader(5, 1, rule=ReadingRule.FIRST_TOKEN)(ONE, ModelReply("A", (Token("A", top(A=0.6, NA=0.4)),)))
    assert _answers(several)[0].how is How.SAMPLED


MINE = (
    "Which one is it?\nA) the first one is kinder\nB) the second one is kinder\nNA) neither\nGive **one** letter only."
)


def test_the_words_of_another_prompt_are_no_answer_either() -> None:
    mine = reader(1, wording=Wording.of([MINE, "By $principle?\nA\nB\nN"]))
    for text in (MINE, MINE.partition("\n")[2], "Give one letter only.", "Which one is it?"):
        assert isinstance(mine(ONE, ModelReply(text)), Failure), text
    for text, answer in ((f"{MINE}\n\nB", 1), ("Give one letter only.\nA", 0), ("A", 0), ("N", 2), ("B", 1)):
        (found,) = _answers(mine(ONE, ModelReply(text)))
        assert (found.prob_a, found.prob_b, found.prob_na) == certain(answer), text
    for name in ("vote.v2", "paper.v1", "generic.v1"):
        shipped = reader(1, wording=template(name).wording)
        assert isinstance(shipped(ONE, ModelReply(template(name).parts[1][1])), Failure)
        for text, answer in (("A", 0), ("B", 1), ("NA", 2)):
            assert _answers(shipped(ONE, ModelReply(text)))[0].prob_a == certain(answer)[0]


def _answers(found: tuple[Answer, ...] | Failure) -> tuple[Answer, ...]:
    assert not isinstance(found, Failure), found
    return found
