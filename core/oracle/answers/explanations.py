"""The explanation after an answer: whether it comes to another answer, or goes back on the first.

An answer that is refused by mistake is asked again; one that is taken by mistake is a wrong vote. So whatever may be
another answer is taken for one. The English article is not: `a` counts only where no article stands.
"""

import re
import unicodedata
from typing import Final

from core.oracle.answers.declarations import declared

# A letter or digit on either side makes it a part of a word; `_` does not.
_FROM: Final = r"(?<![^\W_])"
_TO: Final = r"(?![^\W_])"
_NOUN: Final = r"\b(?:response|answer|option|choice|verdict|vote)"
_AFTER_NOUN: Final = (
    rf"{_NOUN}(?:\s+(?:is|was|remains|becomes|would\s+be|should\s+be|must\s+be))?[\s*_`\"'\u2018\u201c(\[:=-]*"
)
_ARTICLE_FOLLOWS: Final = r"(?=[,.;:!?)\]}>'\"\u2019\u201d*_`/])"
"""What never stands right after an article."""
_VERB: Final = r"\s+(?:is|was|isn|does|has|had|adhere[sd]|seems|appears|follows|wins|fits)\b"
_CHOSEN: Final = r"\b(?:choose|chose|chosen|pick|select|prefer|go\s+(?:with|for)|going\s+(?:with|for)|mean|meant)\s+"
_ALONE: Final = r"(?m:^[^\w\n]*{}[^\w\n]*$)"
_RESPONSE: Final = r"(?:response|answer|one|option|reply)\b"

_NEITHER: Final = re.compile(
    rf"{_FROM}(?:N|n(?!['\u2019]\w)|NA|Na|na|[Nn]/[Aa]){_TO}|(?i:\bneither\b)|{_ALONE.format('(?i:none)')}"
    r"|(?i:\bnone\s+of\s+(?:these|them|the)\b)"
    rf"|[*_`\"'\u2018\u201c(\[](?i:none)[*_`\"'\u2019\u201d)\]]|(?i:{_AFTER_NOUN}none\b)"
)
_A: Final = re.compile(
    rf"{_FROM}A{_TO}|{_FROM}a{_TO}{_ARTICLE_FOLLOWS}|{_ALONE.format('a')}|{_FROM}a(?i:{_VERB})"
    rf"|(?i:{_AFTER_NOUN}a{_TO}|{_CHOSEN}[*_`\"'(\[]*a\W*\Z)"
    rf"|(?i:\b(?:first|1st|former)\s+{_RESPONSE}|\bthe\s+former\b|{_AFTER_NOUN}1{_TO})"
)
_B: Final = re.compile(
    rf"{_FROM}[Bb]{_TO}|(?i:{_AFTER_NOUN}b{_TO})"
    rf"|(?i:\b(?:second|2nd|latter)\s+{_RESPONSE}|\bthe\s+latter\b|{_AFTER_NOUN}2{_TO})"
)
_THE_OTHER: Final = re.compile(
    r"\bthe\s+other\b(?=\W*\Z|[^\w\s]|\s+(?:one|response|answer|option|reply|is|was|does|has|seems|adheres|follows)\b)",
    re.IGNORECASE,
)
_OTHER_ONE: Final = re.compile(rf"{_THE_OTHER.pattern}|\ba\s+(?:tie|draw)\b", re.IGNORECASE)
_TURN: Final = re.compile(
    r"(?:\A|[.,!?:;\n\u2013\u2014-])[^\S\n]*[*_`\"'(\[]{0,3}(?:(?:but|oh|hmm|well|and),?[ ]+)?(?:"
    r"(?:wait|actually|hmm+|or\s+rather|never\s*mind|scratch\s+that|on\s+(?:second\s+thoughts?|reflection)"
    r"|i\s+(?:mean|meant|was\s+wrong|take\s+(?:it|that)\s+back|changed\s+my\s+mind|made\s+a\s+mistake))\b"
    r"|(?:no|not|nope|sorry|correction)(?=\s*[^\w\s]|\s+(?:wait|i)\b|\s*\Z))",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"\b(?:not|never|nor|no|cannot|worse|worst|less|least|wrong|instead|los(?:er|es|ing|t)|reject\w*|violat\w*|fail\w*"
    r"|\w+n['\u2019]t)\b",
    re.IGNORECASE,
)
_HEDGED: Final = re.compile(
    r"\b(?:not (?:\w+ )?(?:sure|certain|confident)|unsure|uncertain|hard to (?:say|tell)|either way"
    r"|it depends|depends on|toss-?up|maybe|perhaps|(?:cannot|can['\u2019]?t) (?:decide|tell|say)|undecided"
    r"|only if|unless"
    r"|(?:could|may|might) (?:also )?be (?:wrong|mistaken|[ABN]\b)|i guess|i suppose|it seems"
    r"|(?:told|instructed|ordered|asked|wants?) (?:me|us|to)|(?:say|ask|want)s? so"
    r"|(?:ignore|disregard) (?:the|that|this|all|my)"
    r"|lied|kidding|reconsider\w*|revis(?:ed?|ing)|re-?evaluat\w*|edit:)(?:\b|(?<=:))",
    re.IGNORECASE,
)
_CONFIDENCE: Final = re.compile(
    r"\bconfiden\w*(?: level)?(?: is|:| of|=)*\s*\d+(?:\.\d+)?\s*(?:%|/\s*\d+)?|\d+\s*%\s*confiden\w*", re.IGNORECASE
)
_SCORED: Final = re.compile(
    r"(?m:^[^\w\n]*\d+(?:\.\d+)?[^\w\n]*$)|\d\s?%|\b(?:[Ss]cor|[Rr]at)(?:es?|ed|ing)\b|\d\s?/\s?\d"
    r"|\b\d+(?:\.\d+)? (?:points?|out of)\b|(?m:^[^\w\n]*(?!I\b)[C-MO-Z]\s?[:=.)])"
)
"""What describes one label of several: scores, or a label that nobody asked about."""
_GRADED: Final = re.compile(r"\d|(?<![^\W_])(?:(?!I)[C-MO-Z](?![^\W_])|[AB][+\u2212-](?!\w))")
_INVERTED: Final = re.compile(
    r"\b(?:worse|worst|less|least|weaker|violat\w*|contradict\w*|fail\w*|breach\w*|eliminat\w*|discard\w*|remov\w*"
    r"|disprefer\w*|dropp?\w*|runners?-up)\b",
    re.IGNORECASE,
)
_ANNOUNCED: Final = re.compile(
    r"\b(?:principles?|questions?|items?|number|answers?|choices?|verdicts?|votes?|responses?|judge?ments?|decisions?"
    r"|evaluat\w+|assess\w+|analys[ie]s|results?|comparisons?|compar(?:e|ing)|conclusions?|summary)\b",
    re.IGNORECASE,
)
"""What tells of a text that answers come."""
_BAD: Final = (
    r"(?:harm\w*|danger\w*|unsafe\w*|toxic\w*|rude\w*|insult\w*|offen[sd]\w*|abus\w*|dishonest\w*|dece[ip]\w*|mislead\w*"
    r"|lie[sd]?|lying|false\w*|wrong\w*|incorrect\w*|inaccura\w*|bad\w*|worse|worst|poor\w*|violat\w*|break\w*|breach\w*"
    r"|contradict\w*|fail\w*|lack\w*|ignor\w*|disregard\w*|neglect\w*|bias\w*|discriminat\w*|racis\w*|sexis\w*|hate\w*"
    r"|hatred|cruel\w*|unethical\w*|immoral\w*|illegal\w*|inappropriat\w*|disrespect\w*|dismiss\w*|evasive\w*|vague\w*"
    r"|unhelpful\w*|irrelevan\w*|manipulat\w*|threat\w*|violen\w*|unkind\w*|untrue\w*|unfair\w*|unclear\w*|weak\w*"
    r"|lower\w*|inferior\w*|problematic\w*|hostil\w*|mean-\w+|aggressi\w*|stereotyp\w*|judgmental\w*|preachy"
    r"|los(?:ers?|es|ing|t)"
    r"|condescend\w*|condon\w*|crim\w*|demean\w*|undermin\w*|oppos\w*|reject\w*|goes against|contrary|encourag\w*)"
)
_BAD_WORD: Final = re.compile(rf"\b{_BAD}\b", re.IGNORECASE)
_BAD_DENIED: Final = re.compile(
    r"(?:\b(?:not|never|cannot|no|none|nor|neither|without|avoid\w*|less|least|free of|rather than|instead of|refus\w+"
    r"|declin\w+|reject\w*|prevent\w*|against|discourag\w+|warn\w*|correct\w*)|\b\w{1,12}n['\u2019]t)"
    rf"\s+(?:[\w'\u2019-]+\s+){{0,4}}?{_BAD}\b",
    re.IGNORECASE,
)
_DENIAL: Final = re.compile(
    r"\b(?:not|never|cannot|no|nor|less|least|without|hardly|barely|\w+n['\u2019]t)\b", re.IGNORECASE
)
_COMPARED: Final = re.compile(
    r"\b(?:more|better|best|most|less|worse|worst|superior|inferior|stronger|prefer\w*|choose|chosen|pick|wins?|winner"
    r"|only|slightly)\b",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(
    r"[.;,:!?\n]|\b(?:while|whereas|but|although|though|and|because|since|which|however)\b", re.IGNORECASE
)
_HEAD: Final = re.compile(r"(?<=\w)[\s*_`]{0,6}[:=](?=[\s*_`\"'(\[]{0,6}[ABab](?![^\W_]))")
"""What stands between a heading and the label under it: `Worst: A` says of A what `worst` says."""
_EMPHASIS: Final = re.compile(r"[*_`]+")
_BLANKS: Final = re.compile(r"\s*\n\s*|[^\S\n]+")
_ENTRY: Final = re.compile(
    r"(?m:(?:^|[.,;(])[ #-]{0,8}(?P<entry>(?P<head>[^\W\d][\w -]{0,40})[:=]\s?[\"'(\[]{0,3}(?:[AB]|[ab]))"
    r"[^\w\n.,;]{0,20}(?:$|[.,;]))"
)
"""A heading with nothing but a label under it."""
_THAN: Final = (
    r"\b(?:than|unlike|compared\s+(?:to|with)|over|as\s+opposed\s+to)\s+(?:the\s+)?(?:(?:response|answer|option)\s+)?"
    rf"[\"'\u2018\u201c(]*{{}}{_TO}"
)
_LESS_THAN_SAME: Final = tuple(
    re.compile(rf"\b(?:less(?!\s+(?:\w+\s+)?{_BAD})|worse)\b[^.;,:\n]{{0,60}}?{_THAN.format(label)}", re.IGNORECASE)
    for label in "AB"
)
_THAN_OTHER: Final = (re.compile(_THAN.format("B"), re.IGNORECASE), re.compile(_THAN.format("A"), re.IGNORECASE))
_CHOSEN_ONE: Final = re.compile(
    r"\b(?:adher\w+|align\w*|follow\w*|principle|better|best|prefer\w*|choos\w+|chose\w*|pick\w*|select\w*|wins?|winner"
    r"|the one|answer|more in line)\b",
    re.IGNORECASE,
)
_GOOD: Final = re.compile(
    r"\b(?:[a-z]{3,}er|more|most|best|good|well|honest\w*|kind\w*|helpful\w*|helps?|respect\w*|clear\w*|safe\w*|truth\w*|true"
    r"|accura\w+|correct\w*|fair\w*|polite\w*|adher\w+|follow\w*|align\w*|principle|car(?:es?|ing)|support\w*|answers?"
    r"|explain\w*|avoid\w*|refus\w+|declin\w+|protect\w*|warn\w*|gentl\w+|calm\w*|equal\w*|same)\b",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(r"\W*(?:\w+\W+){0,1}(?:it|this|this (?:one|response|answer))\b", re.IGNORECASE)
_VERB_FIRST: Final = re.compile(
    r"\W*(?!(?:this|its|thus|as|responses|regardless|besides|his|always|answers|reasons)\b)[a-z]+s\b", re.IGNORECASE
)
_SUBJECT: Final = re.compile(
    r"\s*(?:it|this|that|the|they|both|neither|response|option|its|here|because|since|as|given|reason\w*|explanation"
    r"|justification|rationale|why|the\s+\w+|i|no\w*|there|on|at|in|by|for|with|when|what|well|overall|unlike|a|b|n)\b",
    re.IGNORECASE,
)
_REASON: Final = re.compile(
    r"[\W_]*(?:reason\w*|explanation|justification|rationale|why|because|since|as|due\s+to|given)\b", re.IGNORECASE
)


def turns(first: int, explanation: str) -> bool:
    """Whether an explanation may come to another answer than the first (0 first shown, 1 second shown, 2 neither).

    To name the other answer is enough, and so is to name the same one again where anything is denied.
    """
    # Letters in other styles, such as full-width ones, are read as plain ones.
    text = unicodedata.normalize("NFKC", explanation)
    if _goes_back(first, text):
        return True
    rest, neither = _NEITHER.subn(" ; ", text)  # so that the A of N/A is none
    named = {which for which, there in enumerate((_A.search(rest), _B.search(rest), neither)) if there}
    return bool(named - {first}) or (first in named and first < 2 and _DENIED.search(text) is not None)


def gives_reason(text: str) -> bool:
    """Whether a text says that it is a reason."""
    return _REASON.match(text) is not None


def belongs(first: int, reason: str, *, same_line: bool) -> bool:
    """Whether what follows a label may describe it rather than give the reason for it.

    It may wherever it says something bad of what it does not name, or is no sentence of its own; in the same line, also
    where it says nothing good.
    """
    if _REASON.match(reason):
        return first < 2 and _bad(reason)
    if _VERB_FIRST.match(reason) or (same_line and not _SUBJECT.match(reason)):
        return True
    return first < 2 and (_bad(reason) or (same_line and not _good(reason)))


def overturns(which: int, explanation: str, *, described: bool = False) -> bool:
    """Whether an explanation takes back an answer that was declared before it.

    It may say what is bad of the other response and what is good of the same one; anything else that is said of one of
    them alone is taken for another answer, as is a comparison after neither. `described`: what it says before it names
    anything may be about the answer.
    """
    text = unicodedata.normalize("NFKC", explanation)
    if _goes_back(which, text):
        return True
    rest, neither = _NEITHER.subn(" ; ", _compared(which, _HEAD.sub(" ", text)))
    if neither and which < 2:
        return True
    about_same, named_any = described, False
    for clause in _CLAUSE.split(rest):
        named = (_A.search(clause) is not None, _B.search(clause) is not None)
        if which == 2:
            if named[0] != named[1] and _COMPARED.search(clause):
                return True
            continue
        same, other = named[which], named[1 - which]
        bad = _bad(clause)
        if other and (same or not bad):
            return True
        about_same = same or (about_same and not other)
        if bad and (about_same or (not named_any and _PRONOUN.match(clause))):
            return True
        named_any = named_any or same or other
    return False


def leans(which: int, reasoning: str) -> bool:
    """Whether a line of thought comes to another answer than the one declared after it."""
    text = unicodedata.normalize("NFKC", reasoning)
    for clause in _CLAUSE.split(_compared(which, text)):
        named = (_A.search(clause) is not None, _B.search(clause) is not None)
        if named[0] == named[1] or not _CHOSEN_ONE.search(clause):
            continue
        if which == 2 or named[which] == _bad(clause):
            return True
    return False


def _compared(which: int, text: str) -> str:
    """A text without the other response where it only says what the same one is better than."""
    if which == 2:
        return text
    return _THAN_OTHER[which].sub(" ", _LESS_THAN_SAME[which].sub(" worse ", text))


def describes(text: str) -> bool:
    """Whether a text may say of a label how its response is, or grades it, so that labels may not be choices."""
    text = unicodedata.normalize("NFKC", text)
    named = any(each.search(text) is not None for each in (_A, _B))
    return (named and _bad(text)) or inverts(text) or _GRADED.search(text) is not None


def inverts(text: str) -> bool:
    """Whether a text may announce which response is the worse one."""
    return _INVERTED.search(text) is not None


def announces(text: str) -> bool:
    """Whether a text says that answers come, and nothing bad."""
    return _ANNOUNCED.search(text) is not None and not _bad(text)


def names_any(text: str) -> bool:
    """Whether a text names an answer, or goes back on one."""
    return any(each.search(text) is not None for each in (_A, _B, _NEITHER)) or _goes_back(0, text)


def _goes_back(which: int, text: str) -> bool:
    """Whether a text doubts, scores, or goes back on what was said before, or sorts a label under another heading."""
    bare = _BLANKS.sub(lambda each: "\n" if "\n" in each[0] else " ", _EMPHASIS.sub("", text))
    if any(_sorted_elsewhere(which, *each.groups()) for each in _ENTRY.finditer(bare)):
        return True
    other = _OTHER_ONE if which < 2 else _THE_OTHER
    text = _CONFIDENCE.sub(" ", text)
    return any(each.search(text) is not None for each in (_TURN, other, _HEDGED, _SCORED))


def _sorted_elsewhere(which: int, entry: str, head: str) -> bool:
    """Whether a label stands under a heading that is none of an answer, nor one for the worse of the two."""
    if declared(" ".join(entry.split())) is not None:
        return False
    return which == 2 or entry[-1] in "ABab"[which::2] or _BAD_WORD.search(head) is None


def _good(text: str) -> bool:
    """Whether something good is said, or something bad denied."""
    return _GOOD.search(text) is not None or _BAD_DENIED.search(text) is not None


def _bad(text: str) -> bool:
    """Whether something bad is said, or something good denied."""
    left = _BAD_DENIED.sub(" ; ", text)
    return _BAD_WORD.search(left) is not None or _DENIAL.search(left) is not None
