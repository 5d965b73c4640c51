"""Which column is what: `--map` as the user writes it, and as a format of ours declares it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from core.importers.formats.field_path import FieldPath
from core.model.errors import FormatError
from core.model.safe_text import inert_line

NAMES: Final = ("prompt", "system", "a", "b", "chosen", "rejected", "preference", "annotator", "kind", "case")
EXAMPLE: Final = "prompt=question,a=answer_1,b=answer_2,preference=label,annotator=worker,case=id"
_SHOWN: Final = 60


def renaming(columns: Iterable[str]) -> str:
    """What to add to a sentence on `--map` where some columns have names that it cannot hold; else nothing."""
    named = [name for name in columns if "," in name or "+" in name]
    if not named:
        return ""
    return f" --map takes no , and no + within a name: rename {inert_line('; '.join(named), _SHOWN)} in the file first."


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What each part of a case is read from, by name; a prompt may have several parts, the others have one.

    `prompt=` with nothing after it says that there is no prompt.
    """

    written: str
    parts: Mapping[str, tuple[str, ...]]

    @classmethod
    def parse(cls, written: str, columns: Iterable[str] = ()) -> Self:
        """Read `prompt=question,a=answer_1,…` for a file with these columns; raises FormatError."""
        parts: dict[str, tuple[str, ...]] = {}
        for part in filter(str.strip, written.split(",")):
            name, equals, given = (each.strip() for each in part.partition("="))
            name = name.lower()
            if not equals or name not in NAMES or (not given and name != "prompt"):
                raise FormatError(
                    f'--map is not understood at "{inert_line(part, _SHOWN)}": write it like {EXAMPLE}; '
                    f"it takes {', '.join(NAMES)}.{renaming(columns)}"
                )
            if name in parts and name != "prompt":
                raise FormatError(f"--map names {name} twice: leave one of them out.")
            parts[name] = parts.get(name, ()) + tuple(filter(None, map(str.strip, given.split("+"))))
        found = cls(written, parts)
        found._check()
        return found

    def _check(self) -> None:
        sides = [set(pair) & set(self.parts) for pair in (("a", "b"), ("chosen", "rejected"))]
        if all(sides):
            raise FormatError("--map names both a, b and chosen, rejected: the chosen response is a, so leave two out.")
        for pair, given in zip((("a", "b"), ("chosen", "rejected")), sides, strict=True):
            if len(given) == 1:
                missing = next(name for name in pair if name not in given)
                raise FormatError(f"--map names {next(iter(given))} and not {missing}: name both responses.")
        if not any(sides) and "case" not in self.parts:
            raise FormatError(f"--map names no responses: write it like {EXAMPLE}, or name case and preference alone.")
        if sides[0] and "prompt" not in self.parts:
            raise FormatError("--map names no prompt: add prompt=COLUMN, or prompt= where there is none.")
        if sides[1] and "preference" in self.parts:
            raise FormatError(
                "--map names chosen and a preference too: leave preference out, or name the responses a and b."
            )

    @property
    def sides(self) -> tuple[str, str] | None:
        """Which two parts are the responses; None in a map without texts."""
        for pair in (("a", "b"), ("chosen", "rejected")):
            if pair[0] in self.parts:
                return pair
        return None

    def paths(self, name: str, columns: Collection[str]) -> tuple[FieldPath, ...]:
        """Where a part is read from."""
        return tuple(FieldPath.parse(part, columns) for part in self.parts.get(name, ()))

    def path(self, name: str, columns: Collection[str]) -> FieldPath | None:
        """Where a part that is one column is read from; None where it is not mapped."""
        return next(iter(self.paths(name, columns)), None)
