"""The words of the language, in one place for the parser, for completion and for the help."""

from typing import Final

from core.model.terms import Reason
from core.query.kinds import View
from core.query.words import CHOSEN, CONTESTS, OWN, VERDICTS, YES_NO, Role

KINDS: Final = tuple(view.value for view in View)
CONNECTIVES: Final = ("and", "or", "not")

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "chose": tuple(CHOSEN),
    "verdict": tuple(VERDICTS),
    "flagged": tuple(YES_NO),
    "contested": tuple(CONTESTS),
    "reason": tuple(reason.value for reason in Reason),
    "mine": tuple(OWN),
    "inconsistent": tuple(YES_NO),
}
"""Keys whose value is one of a few words."""

NAMED: Final[dict[str, Role]] = {
    "principle": Role.PRINCIPLE,
    "for": Role.PRINCIPLE,
    "against": Role.PRINCIPLE,
    "votes": Role.PRINCIPLE,
    "annotator": Role.ANNOTATOR,
    "disagree": Role.ANNOTATOR,
    "reviewer": Role.REVIEWER,
    "case": Role.CASE,
}
"""Keys whose value is a name, or begins with one."""

KEYS: Final = (*NAMED, *CHOICES, "balance")

HELP: Final = (
    ("conflict", "also consensus, indifferent, arbitrary, all: the kind of case"),
    ("chose:a", "the annotator chose A; also b, none for neither, and missing: it did not annotate the case"),
    (
        "annotator:human",
        "whose annotations, or own preferences, the terms beside it mean; else the annotator under review",
    ),
    ('principle:"Be helpful"', "this principle prefers a response"),
    ('for:"Be helpful"', "the annotator sided with it"),
    ('against:"Be helpful"', "the annotator overruled it"),
    ('votes:"Be helpful"=a', "it votes for A; also b, none"),
    ('principle:"Be helpful">"Avoid harm"', "a conflict of the two, and the annotator sided with the first"),
    ('principle:"Be helpful"<>"Avoid harm"', "a conflict of the two, whatever the annotator chose"),
    ("balance:3:2", "3 votes for A, 2 for B"),
    ("balance:>=2", "the votes for A and B differ by 2 or more; also <=, >, < and ="),
    ("inconsistent:yes", "a vote depended on the order in which the responses were shown; also no"),
    ("disagree:human,rm", "these two annotators prefer different responses"),
    ("verdict:flag", "your verdict; also uphold, skip, none"),
    ("flagged:no", "whether the annotation counts as flagged; also yes"),
    ("reviewer:r1", "this reviewer gave a verdict"),
    ("reviewer:r1=flag", "this reviewer flags it; also uphold, skip, and own for an own preference"),
    ("contested:yes", "one reviewer flags it and another upholds it; also no, and own for their own preferences"),
    ("reason:arbitrary", "somebody flagged it for this; also mistake, vote-wrong, ambiguous, harmful, other"),
    ("mine:a", "your own preference; also b, neither, none"),
    ("case:1042", "the case with this id"),
    ('"medical"', "the prompt or a response contains this; one word needs no quotes"),
    ("chose:a flagged:no", "both"),
    ("chose:a or chose:b", "either"),
    ("-chose:a", "leaves out; also not chose:a"),
    ("conflict (chose:a or mine:a)", "parentheses say what belongs together"),
)
"""Every form of the language as an example, with what it means."""
