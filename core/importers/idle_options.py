"""Options of an import that say nothing of what is imported: they are refused, as whoever gave them means something."""

from collections.abc import Sequence
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.mapped_answers import MappedAnswers
from core.importers.formats.reading import CaseFormat
from core.importers.formats.registry import AnyFormat, TableFormat, TextFormat
from core.importers.options import ImportOptions
from core.importers.votes import is_wide
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_ABOUT: Final = {
    "values": "what a column of preferences holds",
    "votes": "columns that are votes",
    "annotation": "which of several rated aspects or questions annotates",
    "margin": "two columns of numbers that --map or --votes compares, as in preference=score_a:score_b",
    "kind": "annotators whose kind the rows do not tell",
    "pool": "cases whose rows name their annotators",
    "declared_order": "a file of principles",
}
"""What each option is about, beyond those that every file has a use for; unused short names change no number,
nor does a kind where nobody annotates."""


def refuse_one_name(named: Sequence[tuple[str, str, AnyFormat]], options: ImportOptions) -> None:
    """Raise FormatError where two tables of answers, by title and name, would be one's as they are called alike."""
    before: dict[tuple[str, str], str] = {}
    for title, name, chosen in named:
        option = "--oracle" if chosen.name == "votes" else "--annotator"
        if not isinstance(chosen, TableFormat) or (options.oracle if option == "--oracle" else options.annotator):
            continue
        if (option, title) in before:
            raise FormatError(
                f"{before[option, title]} and {name} would both be by {inert_line(title)}, as they are called alike: "
                f"import each by itself with {option} NAME, or both with one name if they are one's."
            )
        before[option, title] = name


def refuse_what_says_nothing(name: str, chosen: CaseFormat, options: ImportOptions) -> None:
    """Raise FormatError where an option says something of a file of cases that its format has no use for."""
    if not chosen.maps and (options.values or options.votes):
        raise FormatError(
            f"{name} is read as {chosen.name}, which knows its columns: leave --values and --votes out, "
            "or say with --map what they are."
        )
    if not chosen.chooses and options.annotation is not None:
        raise FormatError(
            f"{name} is read as {chosen.name}, where nothing chooses what annotates: leave --annotation out."
        )


def refuse_idle(
    opened: Sequence[tuple[str, AnyFormat, Records | None, MappedAnswers | None]], options: ImportOptions
) -> None:
    """Raise FormatError where an option says something that none of the files of a command has a use for.

    A file has its name, its format, its rows unless it is plain text, and what --map makes of it where it has no texts.
    """
    used = {option for _, of, records, answers in opened for option in _used(of, records, answers, options)}
    for option, about in _ABOUT.items():
        if option in used or not getattr(options, option):
            continue
        flag, names = f"--{option.replace('_', '-')}", " or ".join(name for name, *_ in opened[:2])
        if about.endswith("principles"):
            raise FormatError(f"{flag} is about {about}: name one in the same command.")
        raise FormatError(f"{flag} is about {about}, of which {names} has nothing: leave it out.")


def _used(
    of: AnyFormat, records: Records | None, answers: MappedAnswers | None, options: ImportOptions
) -> frozenset[str]:
    """Which options a file has a use for; of a mapping, it tells when it is applied whether a margin is one."""
    if isinstance(of, TextFormat):
        return frozenset({"declared_order", "kind"})
    if isinstance(of, TableFormat):
        columns = () if records is None else records.columns
        preferred = "preference" in columns or (of.name == "votes" and is_wide(columns))
        return frozenset({"values", "kind"} if preferred else {"kind"})
    used = {"annotation"} if of.chooses else set()
    used |= {"values", "votes", "margin"} if of.maps else set()
    used |= {"pool"} if answers is None else set()
    return frozenset(used | {"kind"} if _has_kind_to_say(of, records, answers, options) else used)


def _has_kind_to_say(
    of: CaseFormat, records: Records | None, answers: MappedAnswers | None, options: ImportOptions
) -> bool:
    """Whether `--kind` says something: what is pooled is of the kind that the user says, whatever the rows tell."""
    if options.kind is None or records is None or (options.pool and answers is None):
        return True
    return not of.tells_every_kind(records, options)
