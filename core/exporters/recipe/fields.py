"""The keys of one table of a recipe, each taken as what it must be; every error names the key."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from core.model.errors import FormatError
from core.model.safe_text import inert_line

_SHOWN: Final = 40
_LARGEST: Final = 1e9


class Fields:
    """One table: `where` is what messages call it, `base` the folder that its paths are relative to."""

    def __init__(self, given: Mapping[str, Any], where: str, base: Path) -> None:
        self._given, self._where, self._base = given, where, base
        self._asked: dict[str, None] = {}

    def wrong(self, key: str, said: str) -> NoReturn:
        """Raise FormatError about a key."""
        raise FormatError(f"{self._where}: {key} {said}.")

    def text(self, key: str) -> str | None:
        """A text that is not blank; None where the key is not there."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            self.wrong(key, "must be a text in quotes, neither blank nor with a NUL byte in it")
        return value

    def required(self, key: str) -> str:
        """A text that must be there."""
        value = self.text(key)
        if value is None:
            self.wrong(key, "is missing: give it as a text in quotes")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        value = self._take(key)
        found = () if value is None else tuple(value) if isinstance(value, list) else (value,)
        if not all(isinstance(each, str) and each.strip() and "\0" not in each for each in found):
            self.wrong(key, "must be a text in quotes or a list of such texts, neither blank nor with a NUL byte")
        return found

    def choice(self, key: str, choices: Collection[str]) -> str | None:
        """One of some texts."""
        value = self.text(key)
        if value is not None and value not in choices:
            self.wrong(key, f'cannot be "{inert_line(value, _SHOWN)}": choose one of {", ".join(choices)}')
        return value

    def flag(self, key: str, default: bool = False) -> bool:  # noqa: FBT001, FBT002 - as read
        """True or false."""
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, "must be true or false")
        return default if value is None else bool(value)

    def whole(self, key: str, default: int, highest: int) -> int:
        """A whole number from 0."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
            self.wrong(key, f"must be a whole number from 0 to {highest}")
        return value

    def number(self, key: str) -> float:
        """A number from 0, which it is where the key is not there."""
        value = self._take(key)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LARGEST:
            self.wrong(key, "must be a number from 0 to 1000000000")
        return float(value)

    def path(self, key: str) -> Path | None:
        """A path; None where the key is not there."""
        value = self.text(key)
        return None if value is None else self._base / value

    def file(self, key: str) -> Path | None:
        """A path of a file that is there; None where the key is not there."""
        path = self.path(key)
        if path is not None and not path.is_file():
            self.wrong(key, f"names {inert_line(str(self._given[key]))}, which is no file: check the path")
        return path

    def tables(self, key: str) -> list["Fields"]:
        """The tables `[[key]]`, in order."""
        value = self._take(key)
        found = [] if value is None else value
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self.wrong(key, f"must be tables: begin each with [[{key}]]")
        return [Fields(each, f"{self._where}, {key} {n}", self._base) for n, each in enumerate(found, 1)]

    def table(self, key: str) -> "Fields":
        """The table `[key]`, empty where it is not there."""
        value = self._take(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(key, f"must be a table: begin it with [{key}]")
        return Fields(value or {}, f"{self._where}, {key}", self._base)

    def said(self) -> tuple[tuple[str, object], ...]:
        """All keys and values, in the order of the keys."""
        return tuple(sorted(self._given.items()))

    def finish(self) -> None:
        """Raise FormatError where there is a key that nobody asked for."""
        for key in self._given:
            if key not in self._asked:
                self.wrong(f'"{inert_line(key, _SHOWN)}"', f"is no key of it: the keys are {', '.join(self._asked)}")

    def _take(self, key: str) -> Any:  # noqa: ANN401 - whatever TOML has
        self._asked[key] = None
        return self._given.get(key)
