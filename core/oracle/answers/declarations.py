"""The sentences in which an answer is declared, and nothing else: what is not wholly such a sentence declares none.

A label (A, B, N or a word for it) may stand alone, behind a noun (`Response A`), behind a heading (`Answer: A`), or in
a sentence that says that it adheres more, is better, or is chosen. There is no sentence for A that there is not for B,
and each has its like for N.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

LONGEST: Final = 400
"""Characters of a sentence in which a declaration is looked for."""

_QUOTES: Final = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb"


def _labelled(name: str) -> str:
    """A label in its quotes or brackets, as a group of this name."""
    word = r"n\.a\.|n/a|na|neither|none|[abn]"
    return rf"[{_QUOTES}(\[{{]*(?P<{name}>{word})(?!\w|/|['\u2019](?!s\b)\w)[{_QUOTES})\]}}]*"


_NOUN: Final = (
    r"(?:response|option|choice|reply|assistant|model|candidate|completion|output|message|version|alternative)"
)
_REF: Final = rf"(?:the )?(?:(?:{_NOUN}|answer) ?#? ?)?" + _labelled("label")
_KIND: Final = (
    r"(?:(?:my|the|your|our) )?(?:(?:final|best|overall|short|better|preferred|selected|chosen|correct|right) )?"
    r"(?:answer|choice|verdict|decision|judge?ment|vote|pick|selection|preference|conclusion|response|winner|final"
    r"|option|label|result|selected|chosen|preferred|better|best|letter|output|ans)"
)
_HEADING: Final = (
    rf"(?:here(?: is|'s|\u2019s) )?{_KIND}(?: (?:is|would be|will be|has to be|must be))?"
    r" ?(?::|=|->|\u2192|\u2013|\u2014|-|(?=[(\[]))"
)
_LEAD: Final = rf"(?:{_HEADING} ?|{_KIND} (?:is|would be|will be|has to be|must be) )(?:{_HEADING} ?)?"
_DEGREE: Final = (
    r"(?:slightly|marginally|somewhat|clearly|strongly|definitely|certainly|moderately|significantly|considerably"
    r"|substantially|narrowly|decidedly|overall|much|far|noticeably|obviously|simply|a bit|a little|by far)"
)
_PLAINLY: Final = r"(?:clearly|definitely|certainly|slightly|strongly|overall|thus|therefore|hence|so)"
_TAIL: Final = (
    rf"(?:,? ?[-\u2013\u2014]? ?[(\[]?(?:(?:only |just |but only )?{_DEGREE}(?: (?:more|better|so|preferred|ahead))?"
    r"|by a (?:small|slight|narrow|wide|large|clear) margin|(?:with )?high confidence|adheres more|is better)[)\]]?)?"
)
_FREE: Final = (
    r"(?:(?!(?-i:\b[ABN]\b)|\b(?:not|no|never|neither|none|than|but|and|while|whereas|because|since|however|although"
    r"|though|if|unless|option|response [ab])\b|n't|n\u2019t)[^.,;:?!\n])"
)
_IT: Final = (
    r"(?: (?:to|with|by|on|under|for|in))?(?: (?:the|this|that|its|your|it)\b)"
    r"(?:(?: (?:given|stated|above|quoted|same))? (?:principle|guideline|rule|criterion|value)s?"
    rf"(?: (?:of|that|about|to)\b{_FREE}{{1,120}})?)?"
)
_ADHERE: Final = (
    r"(?:adheres?|aligns?|conforms?|complies|comply|sticks?|keeps?|follows?|fits?|match(?:es)?|satisf(?:y|ies)"
    r"|respects?|upholds?|reflects?|embod(?:y|ies)|honou?rs?|meets?|fulfil(?:l?s?)|observes?|supports?|exemplif(?:y|ies)"
    r"|corresponds?|accords?|serves?)"
)
_MORE: Final = (
    r"(?:more|better|best|most)(?: (?:closely|strongly|fully|strictly|faithfully|clearly|consistently|directly"
    r"|effectively|well))?"
)
_BETTER: Final = (
    r"(?:(?:the |a |my )?(?:better|best|stronger|superior|preferable|preferred|winner|winning|chosen)"
    r"(?: (?:response|answer|one|option|choice|fit|match|reply|pick))?"
    r"|(?:the |my )(?:correct |right |final )?(?:answer|choice|pick|verdict|vote)"
    rf"|more (?:aligned|adherent|in line|consistent|compliant|faithful|in keeping|compatible|in accordance)(?:{_IT})?)"
)
_DOES: Final = (
    rf"(?:(?:{_DEGREE} )?(?:{_ADHERE}(?:{_IT})?(?: {_DEGREE})? {_MORE}(?:{_IT})?|{_MORE} {_ADHERE}(?:{_IT})?"
    r"|wins|(?:does|performs) (?:better|best))"
    rf"|(?:is|was|'s|\u2019s)(?: {_DEGREE})? {_BETTER}(?:{_IT})?)"
)
_THAN: Final = (
    r"(?:,? (?:than|compared (?:to|with)|over|rather than|instead of|(?:and )?not) "
    rf"(?:the other(?: (?:one|response|answer))?|(?:the )?(?:{_NOUN} )?" + _labelled("other") + r"(?: (?:does|is))?))?"
)
_I: Final = (
    r"(?:i|we)(?: (?:would|will|'d|shall)|'d|'ll|\u2019d|\u2019ll)?"
    r" (?:choose|pick|select|prefer|go with|go for|vote(?: for)?|say|answer|opt for|favou?r|chose|picked|selected"
    r"|conclude)"
)
_OPENER: Final = (
    r"(?:(?:so|thus|therefore|hence|overall|clearly|finally|ultimately|ok|okay|sure|certainly|of course|understood"
    r"|in (?:conclusion|summary|short|my (?:opinion|view|judge?ment|assessment))"
    r"|to (?:conclude|summari[sz]e|me))[,:!.]? "
    r"|(?:based on|given|considering|according to|looking at|judging by|under|by|for|regarding|after|between|comparing"
    rf"|with respect to|in terms of|when it comes to|as for|having|taking|on)\b{_FREE}{{1,160}}[,:] "
    r"|i (?:think|believe|would say|'d say|conclude|find|judge)(?: that)?[,:]? |i'd say (?:that )?)"
)
_WHY: Final = (
    r" ?[,;:.\u2013\u2014-]? ?(?P<why>(?:because|since|as|due to|given|while|whereas|by|in that|which|with|but|although"
    r"|though|and|for|it|this|making)\b.*)"
)
_ONLY_WHY: Final = (
    r" ?[,;\u2013\u2014-]? ?(?P<why>"
    r"(?:because|since|as (?:it|this|they|both|neither|(?:response )?[ab]\b)|due to|given that)\b.*)"
)
_BEFORE: Final = " \"'\u201c\u2018\u00ab([{"
_AFTER: Final = " .!\"'\u201d\u2019\u00bb)]}"

_NEITHER_VERB: Final = (
    rf"(?:(?:(?:{_DEGREE}|{_MORE}) )?(?:{_ADHERE})(?:{_IT})?(?: {_MORE})?(?:{_IT})?(?: than the other(?: one)?)?"
    r"|(?:is|are|was) (?:clearly |any )?(?:better|more adherent)(?: than the other(?: one)?)?)"
)
_EQUALLY: Final = r"(?:equally(?: (?:good|bad|well|good or bad))?|the same|to the same (?:extent|degree)|about equally)"
_NOUNS: Final = (
    r"(?:responses|options|answers|replies|assistants|candidates|of them|of the (?:two|responses|options|answers))"
)
_NEITHER_FORMS: Final = (
    rf"neither(?: (?:{_NOUN}|answer|one|{_NOUNS}))?(?: {_NEITHER_VERB})?",
    rf"neither (?:{_NOUN} )?a nor (?:{_NOUN} )?b(?: {_NEITHER_VERB})?",
    rf"none {_NOUNS}(?: {_NEITHER_VERB})?|none of the above",
    rf"both(?: (?:{_NOUNS}|(?:{_NOUN} )?a and (?:{_NOUN} )?b))?(?: (?:equal|equally|the same))?",
    (
        rf"(?:(?:both|the)(?: two)?(?: {_NOUNS})?|they|(?:both )?(?:{_NOUN} )?a and (?:{_NOUN} )?b)(?: both)?"
        rf" (?:are |do |did )?(?:(?:{_ADHERE})(?:{_IT})? {_EQUALLY}(?:{_IT})?"
        rf"|{_EQUALLY}(?: {_ADHERE}(?:{_IT})?)?|equal|tied|(?:a )?tie)"
    ),
    (
        r"(?:it(?: is|'s|\u2019s) |there is |this is |the (?:result|answer|verdict) is )?(?:a |an )?"
        r"(?:tie|draw|equal|toss-up|equally good|equally bad)"
    ),
    r"(?:there is )?no (?:preference|difference|winner|clear winner)",
    r"(?:it is |it's |the principle is )?(?:not applicable|irrelevant|not relevant(?: here)?)",
    r"(?:the|this) principle (?:does not|doesn't|doesn\u2019t) (?:apply|matter)(?: here| to either(?: response)?)?",
    r"equally|same|they tie",
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """An answer that a sentence declares: which one (0 first shown, 1 second shown, 2 neither), and where its label is.

    `strong`: in so many words, so that what follows can hardly describe the label. `open`: each of the three labels
    might have stood in its place. `why` is what the sentence goes on to say.
    """

    which: int
    at: int
    strong: bool
    open: bool
    why: str = ""


def which_label(label: str) -> int:
    """Which answer a label names: 0, 1, or 2 for every word for neither."""
    return {"a": 0, "b": 1}.get(label.lower(), 2)


def heading(sentence: str) -> bool:
    """Whether a sentence only says that an answer follows."""
    return _patterns().heading.fullmatch(sentence.strip(_BEFORE + _AFTER)) is not None


def confirms(sentence: str) -> bool:
    """Whether a sentence says of `it` what a declaration says of a response."""
    return len(sentence) <= LONGEST and _patterns().it.fullmatch(sentence.rstrip(_AFTER)) is not None


def opening(sentence: str) -> bool:
    """Whether a sentence only leads up to an answer, such as `Sure!`."""
    return len(sentence) <= LONGEST and _patterns().opening.fullmatch(sentence.strip(_BEFORE + _AFTER)) is not None


def declared(sentence: str) -> Declaration | None:
    """The answer that a sentence declares, its blanks single ones; None where it declares none."""
    if len(sentence) > LONGEST or sentence.rstrip("\"')* ").endswith(("..", "\u2026")):
        return None  # a sentence that is left open is none
    said, at = _without_opener(sentence)
    ended = said.rstrip(_AFTER)
    for form, strong, open_ in _patterns().forms:
        match = form.fullmatch(ended)
        if match is None:
            continue
        found = match.groupdict()
        label = "neither" if found.get("neither") else "label"
        which = 2 if label == "neither" else which_label(match[label])
        other = found.get("other")
        if other is not None and which_label(other) in {which, 2}:
            return None
        return Declaration(which, at + match.start(label), strong, open_, found.get("why") or "")
    return _twice(said, at)


def _without_opener(sentence: str) -> tuple[str, int]:
    """A sentence without the words and the quotation marks that lead up to it, and how many characters those were."""
    said = sentence.lstrip(_BEFORE)
    for _ in range(3):
        opener = _patterns().opener.match(said)
        if opener is None:
            break
        said = said[opener.end() :].lstrip(_BEFORE)
    return said, len(sentence) - len(said)


def _twice(sentence: str, at: int) -> Declaration | None:
    """A label, and then a sentence that declares the same answer: `A: response A adheres more.`, `N (tie)`."""
    match = _patterns().led.match(sentence)
    if match is None:
        return _confirmed(sentence, at)
    which, rest = which_label(match["label"]), sentence[match.end() :].strip("()[] ")
    it = _patterns().it.fullmatch(rest.rstrip(_AFTER))
    again = None if it is not None else declared(rest)
    if it is None and (again is None or again.which != which):
        return None
    why = again.why if again is not None else it["why"] or "" if it is not None else ""
    return Declaration(which, at + match.start("label"), strong=True, open=True, why=why)


def _confirmed(sentence: str, at: int) -> Declaration | None:
    """A declaration, and the same one again: `Answer: A (response A)`, `The answer is N: neither.`."""
    said, bracket, again = sentence.rstrip(". ").removesuffix(")").partition(" (")
    if not bracket:
        said, _, again = sentence.rpartition(": ")
    first, second = (declared(said), declared(again)) if said and again else (None, None)
    if first is None or second is None or first.which != second.which:
        return None
    return replace(first, at=at + first.at)


@dataclass(frozen=True, slots=True)
class _Patterns:
    forms: tuple[tuple[re.Pattern[str], bool, bool], ...]
    heading: re.Pattern[str]
    opening: re.Pattern[str]
    led: re.Pattern[str]
    it: re.Pattern[str]
    opener: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """The forms of a declaration, strong or not, open or not; made once they are needed, as that takes a while."""
    label = _labelled("label")

    def made(form: str, why: str = "") -> re.Pattern[str]:
        return re.compile(form + (f"(?:{why})?" if why else ""), re.IGNORECASE | re.DOTALL)

    subject = rf"(?:the )?(?:{_NOUN}|answer|one) (?:that|which) {_DOES}"
    here = rf"(?P<neither>{'|'.join(_NEITHER_FORMS)})"
    it = rf"(?:it|this|that|this one|this response) ?{_DOES}(?: than the other(?: one| response)?)?{_TAIL}"
    forms = (
        (made(rf"(?:{_PLAINLY},? )?{label}{_THAN}{_TAIL}"), False, True),
        (made(label + _ONLY_WHY), False, True),
        (made(rf"{_LEAD}{label}{_TAIL}", _ONLY_WHY), True, True),
        (made(rf"{_LEAD}{_REF}{_TAIL}", _ONLY_WHY), True, False),
        (made(rf"(?:the )?{_NOUN} ?#? ?{label}{_THAN}{_TAIL}", _ONLY_WHY), False, False),
        (made(rf"(?:{_HEADING} ?)?(?:only )?{_REF} ?{_DOES}{_THAN}{_TAIL}", _WHY), True, False),
        (made(rf"only {_REF} {_ADHERE}(?:{_IT})?"), True, False),
        (made(rf"{_I} {_REF}{_TAIL}", _ONLY_WHY), True, False),
        (made(rf"{subject} (?:is|would be) ?:? ?{_REF}{_TAIL}", _ONLY_WHY), True, False),
        (made(rf"(?:{_HEADING} ?|{_KIND} is )?{here}{_TAIL}", _ONLY_WHY), True, False),
    )
    return _Patterns(
        forms,
        made(rf"(?:here(?: is|'s|\u2019s) )?{_KIND.replace('|response|', '|')} ?:?(?: ?is ?:?)?"),
        made(
            r"(?:(?:sure|certainly|of course|okay|ok|alright|understood|absolutely|got it)(?: thing)?"
            r"|(?:sure[,!.]? )?(?:here (?:is|are)|here's|here\u2019s|below (?:is|are)) (?:my |the |your )?"
            r"(?:(?:final|requested) )?"
            r"(?:answers?|evaluations?|judge?ments?|verdicts?|results?|analysis|votes?|comparisons?)"
            rf"(?: (?:for|to|on|of){_FREE}{{1,80}})?"
            rf"|(?:based on|after|given|considering|looking at){_FREE}{{1,160}})[:,!. ]*"
        ),
        made(rf"{label} ?(?:[:=,.)\u2013\u2014-]|->|\u2192|(?=[(\[]))+ ?"),
        made(it, _WHY),
        made(_OPENER),
    )
