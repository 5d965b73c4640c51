"""What a report was built from, where a build made it: digests that tell whether another one is of the same."""

from dataclasses import dataclass
from typing import Final

_SHOWN: Final = 12
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class BuiltSource:
    """Files that were imported together, with their options as written; the digests are SHA-256 in hex.

    `sha256` is of the files' contents, `digest` of that, their names, the options and the version of the tool.
    """

    files: tuple[str, ...]
    sha256: str
    digest: str
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """A build: its file, sources, a `digest` of all of them, and `reviews`, that of the journals if there are any.

    `other` is what the store holds beside the sources: files that were imported, or answers of a model, since.
    """

    file: str
    tool_version: str
    sources: tuple[BuiltSource, ...]
    digest: str
    reviews: str | None
    other: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """All of it in a sentence, with the digests' beginnings."""
        of = ", ".join(f"{' and '.join(each.files)} (sha256 {each.sha256[:_SHOWN]})" for each in self.sources)
        reviews = "no reviews" if self.reviews is None else f"reviews {self.reviews[:_SHOWN]}"
        found = (
            f"Built from {self.file} by version {self.tool_version}: {of}; sources {self.digest[:_SHOWN]}, {reviews}."
        )
        return f"{found} {self.beside}" if self.other else found

    @property
    def beside(self) -> str:
        """What the numbers are of too, in a sentence; nothing where they are of the sources alone."""
        if not self.other:
            return ""
        more = f" and {len(self.other) - _NAMED} more" if len(self.other) > _NAMED else ""
        return f"The store also holds {', '.join(self.other[:_NAMED])}{more}, which no source of {self.file} is."

    def document(self) -> dict[str, object]:
        """The same as JSON values."""
        return {
            "file": self.file,
            "tool_version": self.tool_version,
            "digest": self.digest,
            "reviews": self.reviews,
            "other": list(self.other),
            "sources": [
                {
                    "files": list(each.files),
                    "sha256": each.sha256,
                    "digest": each.digest,
                    "options": {key: value for key, value in each.options if key not in ("file", "constitution")},
                }
                for each in self.sources
            ],
        }
