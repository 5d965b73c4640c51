"""How far annotators keep a declared order, in sentences and as tables; the screens show the same sentences."""

from collections.abc import Iterator
from typing import Final

from core.audit.declared_results import DeclaredReport, OrderKept, Reversal
from core.audit.report import Report
from core.exporters.report.sheet import Sheet, SheetColumn
from core.exporters.report.words import TERMINAL, Form
from core.metrics.same_order import LEVEL
from core.model.number_words import TOO_FEW, between, hundredths, percent, plural, share_digits
from core.model.written_order import NAME
from core.query.names import Name
from core.query.terms import Won
from core.query.words import Role

MOST: Final = 10
"""Violations of an annotator in a table; JSON has all of them."""
_BRIEF: Final = 3
"""Those on a terminal."""
_KENDALL: Final = "Kendall's: 0 % the same order, 50 % unrelated, 100 % reversed"
_PAIRS: Final = (
    "A pair of principles is decided where the 95 % interval of its own conflicts leaves out one half; of the pairs "
    "that meet, up to 5 % are so by chance alone. surely: also for all pairs together, of which 5 % at most are "
    "expected to be wrong. explained: one who follows the order has the pair the other way round too, for the sake of "
    "a principle above both."
)


def order_title(order: DeclaredReport) -> str:
    """What an order is called in a sentence."""
    return "the declared order" if order.name.startswith(NAME) else f"the order of {order.name}"


def order_words(order: DeclaredReport, kept: OrderKept) -> tuple[str, ...]:
    """How far an annotator keeps an order, and what the data can and cannot decide of it: two or three sentences."""
    said = [f"{kept.annotator} is {distance_text(kept)} from {order_title(order)}, as that is written ({_KENDALL})."]
    if kept.few:
        return (f"{kept.annotator} decided {plural(kept.conflicts, 'conflict')}: too few to hold against an order.",)
    if kept.distance is None:
        said = [f"The conflicts of {kept.annotator} put no two principles of {order_title(order)} in an order."]
    return (*said, pairs_words(kept), *(f"{each}." for each in [broken_words(kept)] if each))


def distance_text(kept: OrderKept) -> str:
    """The distance to the order, unless it says nothing."""
    if kept.distance is not None and kept.few:
        return TOO_FEW
    return percent(kept.distance, share_digits(kept.conflicts, 1))


def pairs_words(kept: OrderKept) -> str:
    """What is decided of the pairs of principles, and by how much chance could be mistaken for it."""
    turned, explained = len(kept.reversals), len(kept.explained)
    undecided = f"{kept.undecided} {'stays' if kept.undecided == 1 else 'stay'} undecided"
    never = f" and {kept.never} never {'meets' if kept.never == 1 else 'meet'} in a conflict" if kept.never else ""
    decided = (
        f"Of {plural(kept.met + kept.never, 'pair')} of principles its conflicts decide {kept.as_written} as written "
        f"and {turned} the other way round; {undecided}{never}."
    )
    if not kept.as_written and not turned:
        return decided
    are = "is" if explained == 1 else "are"
    also = f", and {explained} {are} the other way round for who follows the order too" if explained else ""
    return (
        f"{decided} Each pair is at 95 % for itself, so that chance alone decides up to {round(LEVEL * kept.met)} of "
        f"{kept.met}; {kept.surely_as_written} and {kept.surely_reversed} hold for all pairs together{also}."
    )


def broken_words(kept: OrderKept) -> str:
    """The pairs that break the order least doubtfully; nothing where none does."""
    shown = kept.violations[:_BRIEF]
    return f"Most broken: {'; '.join(map(violation_words, shown))}" if shown else ""


def violation_words(each: Reversal) -> str:
    """One pair that breaks an order, with its numbers."""
    share = percent(each.share, share_digits(each.conflicts, 1))
    mark = "" if each.surely else ", not sure among so many pairs"
    return (
        f"{each.below.name} prevailed over {each.above.name} in {each.lower_won} of {each.conflicts} conflicts "
        f"({share}, 95 % interval {ends(each)} %{mark})"
    )


def ends(each: Reversal) -> str:
    """Both ends of the interval of a share, in per cent."""
    digits = share_digits(each.conflicts, 1)
    return between(each.low, each.high, lambda end: hundredths(end, digits), " to ")


def violation_filter(each: Reversal) -> str:
    """The filter for the conflicts in which the lower one prevailed."""
    return str(Won(*(Name(Role.PRINCIPLE, one.name) for one in (each.below, each.above))))


def declared_sheets(report: Report, form: Form) -> Iterator[Sheet]:
    """The tables on every order: how far it is kept, and what breaks it."""
    for order in report.declared:
        if not order.kept:
            continue
        title = order_title(order)
        yield _kept(order, f"Is {title} the practised one?")
        if any(each.violations for each in order.kept):
            yield _broken(order, f"What breaks {title}", form)


def _kept(order: DeclaredReport, title: str) -> Sheet:
    found = order.kept
    told = [each for each in found if not each.few]

    def column(head: str, values: list[int], drop: int = 0) -> SheetColumn:
        known = iter(values)
        return SheetColumn(head, [TOO_FEW if each.few else next(known) for each in found], drop=drop)

    columns = (
        SheetColumn("annotator", [each.annotator for each in found], "name"),
        SheetColumn("distance", [distance_text(each) for each in found]),
        column("as written", [each.as_written for each in told]),
        column("surely", [each.surely_as_written for each in told], drop=3),
        column("other way", [len(each.reversals) for each in told]),
        column("surely", [each.surely_reversed for each in told], drop=3),
        column("explained", [len(each.explained) for each in told], drop=1),
        column("undecided", [each.undecided for each in told]),
        column("never meet", [each.never for each in told], drop=2),
    )
    return Sheet(title, columns, f"distance: {_KENDALL}. {_PAIRS}")


def _broken(order: DeclaredReport, title: str, form: Form) -> Sheet:
    most = _BRIEF if form is TERMINAL else MOST
    found = [(kept.annotator, each) for kept in order.kept for each in kept.violations[:most]]
    left_out = sum(max(len(kept.violations) - most, 0) for kept in order.kept)
    each_of = [each for _, each in found]
    columns = (
        SheetColumn("annotator", [whose for whose, _ in found], "name"),
        SheetColumn("above", [each.above.name for each in each_of], "name"),
        SheetColumn("prevailed", [each.below.name for each in each_of], "name"),
        SheetColumn("in", [each.lower_won for each in each_of]),
        SheetColumn("of", [each.conflicts for each in each_of]),
        SheetColumn("share", [percent(each.share, share_digits(each.conflicts, 1)) for each in each_of]),
        SheetColumn("95 %", [ends(each) for each in each_of]),
        SheetColumn("surely", ["yes" if each.surely else "no" for each in each_of], "text", drop=2),
        SheetColumn("by the order", [each.follower for each in each_of], drop=3),
        *([] if form is TERMINAL else [SheetColumn("filter", list(map(violation_filter, each_of)), "name")]),
    )
    more = f"; {plural(left_out, 'more violation')}: {'--markdown, --html, ' if form is TERMINAL else ''}--json"
    caption = (
        "of the conflicts of the two, those in which the one written lower prevailed; by the order: in how many of "
        f"these conflicts one who follows the order sides with it{more if left_out else ''}"
    )
    return Sheet(title, columns, caption)
