"""A mapping applied to a dataset: its columns found, what its values mean settled, and what becomes of each column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from core.importers.containers.names import CASES
from core.importers.containers.records import Records
from core.importers.entries.naming import id_column
from core.importers.formats.column_map import ColumnMap, renaming
from core.importers.formats.column_names import INDEXES
from core.importers.formats.field_path import FieldPath
from core.importers.formats.mapping import Mapped
from core.importers.formats.reading import Brought, Opening
from core.importers.formats.settling import settled
from core.importers.formats.sides import Chosen, Compared, OneHot, Ruled, Side, Worded
from core.importers.formats.texts import is_plain
from core.importers.formats.values import Values
from core.model.errors import FormatError
from core.model.safe_text import inert_line
from core.model.terms import AnnotatorKind

ORACLE: Final = "ratings"
"""What the votes of mapped columns are by, where nobody says."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is said of values: of the preference, of `votes` (`name=column` or `name=column:column`), and the margin."""

    values: Values | None = None
    votes: str = ""
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where rows do not tell: the annotator's name and kind; and columns that are known to say nothing."""

    annotator: str = "human"
    kind: AnnotatorKind | None = None
    left: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    instead: FieldPath | None = None
    """Where the prompt is where its own place is empty."""
    told: bool = False
    """Whether the user said what the columns are, and so what none is."""


@dataclass(slots=True)
class Found:
    """Finds the columns of a mapping, and collects those that are used."""

    records: Records
    columns: frozenset[str]
    paths: list[FieldPath] = field(default_factory=list)

    def take(self, path: FieldPath | None) -> FieldPath | None:
        """Note a path; raises FormatError where there is no such column."""
        if path is None:
            return None
        if path.column not in self.columns:
            raise FormatError(
                f"{self.records.name} has no column {inert_line(path.column)}: its columns are "
                f"{inert_line(', '.join(self.records.columns))}.{renaming(self.records.columns)}"
            )
        if path.steps and all(path.of(record.fields) is None for record in self.records.head):
            raise FormatError(
                f"{self.records.name} has nothing at {inert_line(path.written)}: check the names and places."
            )
        self.paths.append(path)
        return path

    def required(self, path: FieldPath | None) -> FieldPath:
        """Note a path that must be there."""
        found = self.take(path)
        if found is None:
            raise FormatError("--map names no responses: add a=… and b=….")
        return found


def applied(records: Records, columns: ColumnMap, rules: Rules, defaults: Defaults) -> Opening:
    """Read a dataset by a mapping with texts; raises FormatError where columns are missing or values are ambiguous."""
    names = frozenset(records.columns)
    found = Found(records, names)
    sides = columns.sides or ("a", "b")
    a, b = (found.required(columns.path(side, names)) for side in sides)
    side: Side | None = (
        Chosen() if sides[0] == "chosen" else side_of(found, columns, rules, {a.written: 1, b.written: -1})
    )
    votes = votes_of(found, rules)
    require_use(rules, side, votes)
    prompt = _prompt(found, columns, defaults.instead)
    mapped = Mapped(
        a=a,
        b=b,
        prompt=prompt,
        instead=defaults.instead,
        system=found.take(columns.path("system", names)),
        side=side,
        annotator=found.take(columns.path("annotator", names)),
        kind=found.take(columns.path("kind", names)),
        case=found.take(columns.path("case", names) or _id_path(records)),
        votes=votes,
        default_kind=defaults.kind,
        opened=_opened(found.paths),
        plain=_plain(records, (a, b), prompt or ()),
    )
    return Opening(
        mapped,
        used=frozenset(path.column for path in found.paths),
        left=(defaults.left | INDEXES) & names,
        principles=tuple(Brought(name, name, name) for name, _ in votes),
        oracle=ORACLE if votes else None,
        annotator=defaults.annotator,
        tells_kinds=mapped.kind is not None,
        texts=mapped.columns,
        notes=(*defaults.notes, *_unsaid(found, mapped, told=defaults.told)),
        case=None if mapped.case is None else mapped.case.written,
    )


def side_of(found: Found, columns: ColumnMap, rules: Rules, names: Mapping[str, int]) -> Side | None:
    """How the preference is told; None where nothing tells it."""
    written = next(iter(columns.parts.get("preference", ())), "")
    values = rules.values
    if _compares(written, found):
        return _compared(found, written, rules.margin)
    if written:
        path = found.required(FieldPath.parse(written, found.columns))
        return settled(found.records, path, names) if values is None else Ruled(path, values)
    if values is None:
        return None
    places = [(FieldPath.parse(name, found.columns), side) for name, side in values.columns]
    if not any(path.column in found.columns for path, _ in places):
        if any(":" not in part for part in filter(str.strip, rules.votes.split(","))):
            return None  # they say what the columns of votes hold
        raise FormatError(
            "--values says what a column of preferences holds, and --map names none: add preference=COLUMN, or name "
            "the columns of which a row has one set."
        )
    return OneHot(tuple((found.required(path), side) for path, side in places))


def require_use(rules: Rules, side: Side | None, votes: Iterable[tuple[str, Side]]) -> None:
    """Raise FormatError where what is said of values, or of how close numbers are alike, is about no column."""
    sides = [side, *(each for _, each in votes)]
    if rules.margin and not any(isinstance(each, Compared) for each in sides):
        raise FormatError(
            "--margin is about two columns of numbers that --map or --votes compares, as in "
            "preference=score_a:score_b, and none are compared: leave it out."
        )
    if rules.values is not None and not any(isinstance(each, Ruled | OneHot) for each in sides):
        raise FormatError("--values is about what a column of preferences holds, and none is read: leave it out.")


def votes_of(found: Found, rules: Rules) -> tuple[tuple[str, Side], ...]:
    """The votes that are asked for, by the names of their principles; raises FormatError."""
    votes: dict[str, Side] = {}
    for part in filter(str.strip, rules.votes.split(",")):
        name, equals, written = (each.strip() for each in part.partition("="))
        if not equals or not name or not written or name in votes:
            raise FormatError(
                f'--votes is not understood at "{inert_line(part)}": write it like helpful=score_a:score_b,safe=safer.'
            )
        compares = _compares(written, found)
        votes[name] = _compared(found, written, rules.margin) if compares else _voted(found, written, rules)
    return tuple(votes.items())


def _voted(found: Found, written: str, rules: Rules) -> Ruled | Worded:
    path = found.required(FieldPath.parse(written, found.columns))
    return settled(found.records, path, {}) if rules.values is None else Ruled(path, rules.values)


def _compares(written: str, found: Found) -> bool:
    """Whether two columns are named, and not one that has a colon in its own name."""
    column = FieldPath.parse(written, found.columns).column
    return ":" in written and (":" not in column or column not in found.columns)


def _compared(found: Found, written: str, margin: float) -> Compared:
    parts = written.split(":")
    splits = [(":".join(parts[:place]), ":".join(parts[place:])) for place in range(1, len(parts))]
    both = [[FieldPath.parse(half, found.columns) for half in halves] for halves in splits]
    known = [paths for paths in both if all(path.column in found.columns for path in paths)]
    a, b = map(found.required, (known or both)[0])
    return Compared(a, b, margin)


def _prompt(found: Found, columns: ColumnMap, instead: FieldPath | None) -> tuple[FieldPath, ...] | None:
    if "prompt" not in columns.parts:
        return None
    if instead is not None:
        # One of both places may be empty throughout.
        paths = columns.paths("prompt", found.columns)
        found.paths += [*paths, instead]
        return paths
    return tuple(found.required(path) for path in columns.paths("prompt", found.columns))


def _plain(records: Records, responses: Sequence[FieldPath], prompt: Sequence[FieldPath]) -> frozenset[str]:
    """The paths whose texts are texts in the first records; both responses are of one kind."""
    rows = [record.fields for record in records.head]
    found = {path.written for path in responses if is_plain([each.of(row) for each in responses] for row in rows)}
    several = len(prompt) > 1
    return frozenset(
        found | {path.written for path in prompt if is_plain(([path.of(row)] for row in rows), exchanges=several)}
    )


def _unsaid(found: Found, mapped: Mapped, *, told: bool) -> tuple[str, ...]:
    """Say which columns may be the preference where none is, and which may say whose rows of the same texts are."""
    others = found.columns.difference(INDEXES, CASES, (path.column for path in found.paths))
    names = [name for name in found.records.columns if name in others]
    said = []
    if mapped.side is None and names and not told:
        said.append(
            f"No column says which response is preferred: if one of {_listed(names)} does, "
            "name it with preference= in --map."
        )
    apart = _apart(found.records, mapped, names) if mapped.annotator is None else ()
    if apart:
        said.append(
            f"Rows of the same texts, each a case of its own, differ in {_listed(apart)}: "
            "if one of these says whose a row is, name it with annotator= in --map."
        )
    return tuple(said)


def _listed(names: Sequence[str]) -> str:
    return inert_line(", ".join(names))


def _apart(records: Records, mapped: Mapped, names: Iterable[str]) -> Sequence[str]:
    """The columns in which rows of the same texts differ."""
    groups: dict[object, list[Mapping[str, object]]] = {}
    for record in records.head:
        a, b, *prompt = (str(path.of(record.fields)) for path in (mapped.a, mapped.b, *(mapped.prompt or ())))
        groups.setdefault((frozenset((a, b)), *prompt), []).append(record.fields)
    return [name for name in names if any(len({str(row.get(name)) for row in rows}) > 1 for rows in groups.values())]


def _id_path(records: Records) -> FieldPath | None:
    name = id_column(records)
    return None if name is None else FieldPath(name, name)


def _opened(paths: Iterable[FieldPath]) -> dict[str, frozenset[str]]:
    """Columns of which parts are used, with those parts; a place from the end stands for the whole list."""
    whole = {path.column for path in paths if not path.steps}
    parts: dict[str, set[str]] = {}
    for path in paths:
        if path.steps and path.column not in whole:
            plain = [path.column]
            for step in path.steps:
                if step == ":-1" or (isinstance(step, int) and step < 0):
                    break
                plain.append(str(step).lower())
            parts.setdefault(path.column, set()).add(".".join(plain))
    return {column: frozenset(used) for column, used in parts.items()}
