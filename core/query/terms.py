"""The terms of the language, a row each: adding one is one row here.

A row (`form.TermForm`) says its key, the shape of its arguments, what it reads, what it tells a blind reviewer, which
cases it chooses and its help. The text of a term, its parsing, completion, names, evaluation, what blind review hides
of it and whom it asks about follow from the row. Rows with one key begin with the same piece and differ by the sign
after it. Keys are suggested in the order of FORMS.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.model.terms import Preference, Reason
from core.query.form import AnyForm, ArgumentShape, Plain, Reads, TermForm, name, two, word
from core.query.kinds import View, in_view
from core.query.names import Name
from core.query.revealing import reveals
from core.query.scene import VERDICT_CODES, Mask, Seen
from core.query.words import CHOSEN, COMPARED, CONTESTS, OWN, SAID, SIGNS, VERDICTS, YES_NO, Contest, Role, Secret, Sign

_PRINCIPLE: Final = name(Role.PRINCIPLE)
_ANNOTATOR: Final = name(Role.ANNOTATOR)
_REVIEWER: Final = name(Role.REVIEWER)
_NUMBER: Final[ArgumentShape[int]] = ArgumentShape((int,))
_TEXT: Final[ArgumentShape[str]] = ArgumentShape((str,))
_FACT: Final = name(Role.FACT)
_COMPARING: Final[ArgumentShape[Name, Sign, float]] = ArgumentShape((Role.FACT, COMPARED, float))
_PLAIN: Final[ArgumentShape[Plain]] = ArgumentShape((Plain,))
_NUMBERS_MISSING: Final = "3:2, or >=2, or another such number"
_NUMBERS_WRONG: Final = (
    "is no balance of votes: write 3:2 for 3 votes for A and 2 for B, or >=2 for a difference of 2 or more."
)


def _opposed(first: NDArray[np.int8], second: NDArray[np.int8]) -> Mask:
    """Where two preferences are for different responses."""
    return first * second < 0


def _chosen(seen: Seen, side: Preference | None) -> Mask:
    scene = seen.scene
    if side is None:
        return ~scene.given(scene.annotator)
    chose: Mask = np.equal(seen.annotation, side)
    return chose & scene.given(scene.annotator) if side is Preference.NEITHER else chose


def _voting(seen: Seen, principle: Name, side: Preference | None) -> Mask:
    if side is None:
        return ~seen.voted(principle)
    cast = seen.votes(principle)
    votes: Mask = np.equal(seen.shown(cast, -cast), side)
    return votes & seen.voted(principle) if side is Preference.NEITHER else votes


def _balanced(seen: Seen, for_a: int, for_b: int) -> Mask:
    counts = seen.counts()
    first, second = seen.shown(counts.for_a, counts.for_b), seen.shown(counts.for_b, counts.for_a)
    found: Mask = (first == for_a) & (second == for_b)
    return found


def _apart(seen: Seen, sign: Sign, votes: int) -> Mask:
    counts = seen.counts()
    return sign.holds(np.abs(counts.for_a - counts.for_b), votes)


def _preferred(seen: Seen, own: Preference | None) -> Mask:
    scene = seen.scene
    return ~scene.own_given if own is None else scene.own_given & (seen.shown(scene.own, -scene.own) == own)


def _contradicted(seen: Seen, contest: Contest) -> Mask:
    contested = seen.at(seen.reviews.contested_own if contest is Contest.OWN else seen.reviews.contested)
    return ~contested if contest is Contest.NO else contested


Kind: Final = TermForm(
    "",
    word({view.value: view for view in View}),
    lambda view: {View.ALL: Reads.NOTHING, View.ARBITRARY: Reads.VOTES | Reads.ANNOTATIONS}.get(view, Reads.VOTES),
    lambda _, view: Secret.CHOICES if view is View.ARBITRARY else None,
    lambda seen, view: in_view(view, seen.counts, seen.annotation),
    ("conflict", "also consensus, indifferent, unvoted, partly voted as partly, arbitrary, all: the kind of case"),
)
Text: Final = TermForm(
    "",
    _TEXT,
    Reads.TEXTS,
    None,
    lambda seen, text: seen.at(seen.scene.search(text)),
    ('"medical"', "the prompt or a response contains this; one word needs no quotes"),
)
Voted: Final = TermForm(
    "principle",
    _PRINCIPLE,
    Reads.VOTES,
    None,
    lambda seen, principle: seen.votes(principle).astype(np.bool_),
    ('principle:"Be helpful"', "this principle prefers a response"),
)
Won: Final = TermForm(
    "principle",
    two(_PRINCIPLE, ">", _PRINCIPLE),
    Reads.VOTES | Reads.ANNOTATIONS,
    Secret.CHOICES,
    lambda seen, winner, loser: (seen.sided(winner) > 0) & (seen.sided(loser) < 0),
    ('principle:"Be helpful">"Avoid harm"', "a conflict of the two, and the annotator sided with the first"),
)
Between: Final = TermForm(
    "principle",
    two(_PRINCIPLE, "<>", _PRINCIPLE),
    Reads.VOTES,
    None,
    lambda seen, first, second: _opposed(seen.votes(first), seen.votes(second)),
    ('principle:"Be helpful"<>"Avoid harm"', "a conflict of the two, whatever the annotator chose"),
)
SidedWith: Final = TermForm(
    "for",
    _PRINCIPLE,
    Reads.VOTES | Reads.ANNOTATIONS,
    Secret.CHOICES,
    lambda seen, principle: seen.sided(principle) > 0,
    ('for:"Be helpful"', "the annotator sided with it"),
)
Overruled: Final = TermForm(
    "against",
    _PRINCIPLE,
    Reads.VOTES | Reads.ANNOTATIONS,
    Secret.CHOICES,
    lambda seen, principle: seen.sided(principle) < 0,
    ('against:"Be helpful"', "the annotator overruled it"),
)
Votes: Final = TermForm(
    "votes",
    two(_PRINCIPLE, "=", word(CHOSEN), missing="=a, =b, =none or =missing"),
    Reads.VOTES,
    None,
    _voting,
    ('votes:"Be helpful"=a', "it votes for A; also b, none for neither, and missing: it gave no vote"),
)
# No term of a filter once it is read: there it holds for the whole group that it stands in.
Whose: Final = TermForm(
    "annotator",
    _ANNOTATOR,
    Reads.NOTHING,
    Secret.NAMES,
    lambda seen, _: in_view(View.ALL, seen.counts, seen.annotation),
    (
        "annotator:human",
        "whose annotations, or own preferences, the terms beside it mean; else the annotator under review",
    ),
)
Disagree: Final = TermForm(
    "disagree",
    two(_ANNOTATOR, ",", _ANNOTATOR, missing="a comma with a second annotator"),
    Reads.ANNOTATIONS,
    Secret.CHOICES,
    lambda seen, first, second: _opposed(seen.scene.annotations[first.text], seen.scene.annotations[second.text]),
    ("disagree:human,rm", "these two annotators prefer different responses"),
)
ReviewedBy: Final = TermForm(
    "reviewer",
    _REVIEWER,
    Reads.REVIEWS,
    lambda is_asking, reviewer: None if is_asking(reviewer) else Secret.REVIEWS,
    lambda seen, reviewer: seen.at(seen.reviews.by.get(reviewer.text)),
    ("reviewer:r1", "this reviewer gave a verdict"),
)
SaidBy: Final = TermForm(
    "reviewer",
    two(_REVIEWER, "=", word(SAID)),
    Reads.REVIEWS,
    lambda is_asking, reviewer, _: None if is_asking(reviewer) else Secret.REVIEWS,
    lambda seen, reviewer, said: seen.at(seen.reviews.said.get((reviewer.text, said))),
    ("reviewer:r1=flag", "this reviewer flags it; also uphold, skip, and own for an own preference"),
)
CaseIs: Final = TermForm(
    "case",
    name(Role.CASE),
    Reads.NOTHING,
    None,
    lambda seen, case: seen.at([seen.numbers[case.text]]),
    ("case:1042", "the case with this id"),
)
# With None those that the annotator did not annotate.
Chose: Final = TermForm(
    "chose",
    word(CHOSEN),
    Reads.ANNOTATIONS,
    Secret.CHOICES,
    _chosen,
    ("chose:a", "the annotator chose A; also b, none for neither, and missing: it did not annotate the case"),
)
Judged: Final = TermForm(
    "verdict",
    word(VERDICTS),
    Reads.REVIEWS | Reads.OWN,
    None,
    lambda seen, verdict: np.equal(seen.reviews.verdicts, VERDICT_CODES.index(verdict)),
    ("verdict:flag", "your verdict; also uphold, skip, none"),
)
Flagged: Final = TermForm(
    "flagged",
    word(YES_NO),
    Reads.REVIEWS,
    None,
    lambda seen, yes: np.equal(seen.reviews.flagged, yes),
    ("flagged:no", "whether the annotation counts as flagged; also yes"),
)
Contested: Final = TermForm(
    "contested",
    word(CONTESTS),
    Reads.REVIEWS,
    Secret.REVIEWS,
    _contradicted,
    ("contested:yes", "one reviewer flags it and another upholds it; also no, and own for their own preferences"),
)
FlaggedFor: Final = TermForm(
    "reason",
    word({reason.value: reason for reason in Reason}),
    Reads.REVIEWS,
    Secret.REVIEWS,
    lambda seen, reason: seen.at(seen.reviews.reasons.get(reason)),
    ("reason:arbitrary", "somebody flagged it for this; also mistake, vote-wrong, ambiguous, harmful, other"),
)
Mine: Final = TermForm(
    "mine",
    word(OWN),
    Reads.OWN,
    None,
    _preferred,
    ("mine:a", "your own preference; also b, neither, none"),
)
Inconsistent: Final = TermForm(
    "inconsistent",
    word(YES_NO),
    Reads.VOTES,
    None,
    lambda seen, yes: np.equal(seen.scene.inconsistent(), yes),
    ("inconsistent:yes", "a vote depended on the order in which the responses were shown; also no"),
)
Balance: Final = TermForm(
    "balance",
    two(_NUMBER, ":", _NUMBER, _NUMBERS_MISSING, _NUMBERS_WRONG),
    Reads.VOTES,
    None,
    _balanced,
    ("balance:3:2", "3 votes for A, 2 for B"),
)
Margin: Final = TermForm(
    "balance",
    two(word(SIGNS), "", _NUMBER, _NUMBERS_MISSING, _NUMBERS_WRONG),
    Reads.VOTES,
    None,
    _apart,
    ("balance:>=2", "the votes for A and B differ by 2 or more; also <=, >, < and ="),
)

FactIs: Final = TermForm(
    "",
    two(_FACT, ":", _PLAIN),
    Reads.FACTS,
    lambda _, fact, text: Secret.CHOICES if reveals(fact.text, text) else None,
    lambda seen, fact, text: seen.of_fact(fact, lambda name: seen.scene.facts.alike(name, text)),
    ("topic:medical", "a fact of the case, one of its other columns, is this; model:*gpt* has it in it"),
)
FactCompared: Final = TermForm(
    "",
    _COMPARING,
    Reads.FACTS,
    lambda _, fact, __, number: Secret.CHOICES if reveals(fact.text, str(number)) else None,
    lambda seen, fact, sign, number: seen.of_fact(fact, lambda name: seen.scene.facts.compared(name, sign, number)),
    (
        "fact.balance:>=2.5",
        "a fact that is a number; also :<=, :>, :< and :=. Before other names fact. may be left out",
    ),
)

FORMS: Final[tuple[AnyForm, ...]] = (
    *(Kind, Text, Voted, Won, Between, SidedWith, Overruled, Votes, Whose, Disagree, ReviewedBy, SaidBy, CaseIs),
    *(Chose, Judged, Flagged, Contested, FlaggedFor, Mine, Inconsistent, Balance, Margin, FactIs, FactCompared),
)
KINDS: Final = tuple(view.value for view in View)
CONNECTIVES: Final = ("and", "or", "not")
KEYS: Final[dict[str, tuple[AnyForm, ...]]] = {
    key: tuple(form for form in FORMS if form.key == key) for key in dict.fromkeys(form.key for form in FORMS) if key
}
"""The forms of each key, in the order in which keys are suggested."""

HELP: Final = (
    *(form.help for form in FORMS),
    ("chose:a flagged:no", "both"),
    ("chose:a or chose:b", "either"),
    ("-chose:a", "leaves out; also not chose:a"),
    ("conflict (chose:a or mine:a)", "parentheses say what belongs together"),
)
"""Every form of the language as an example, with what it means."""
