"""Errors a user can act on: each message is one sentence that says what to do."""


class DiscretionError(Exception):
    """Base of every error that is shown to the user as a plain sentence, without a traceback.

    Its text is inert: names from a store or a file stand in it, and a traceback goes to a terminal as it is.
    """

    def __str__(self) -> str:
        from core.model.safe_text import inert  # what it takes to load is wanted by few starts of a command

        return inert(super().__str__())


class StoreError(DiscretionError):
    """The store cannot be opened, read or written."""


class StoreInUseError(StoreError):
    """Another program has the store open in a way that shuts this one out; `process` is its number where it is known.

    The only StoreError that passes by waiting.
    """

    def __init__(self, message: str, process: int | None = None) -> None:
        super().__init__(message)
        self.process = process


class FormatError(DiscretionError):
    """A file is not in the format it was read as; the message names file, line and remedy."""


class TakenError(FormatError):
    """A case's id belongs to a case with another text."""

    def __init__(self, case: str) -> None:
        super().__init__(
            f"Case {case} is already there with another text: import this file under a --dataset name of its own."
        )
        self.case = case


class JournalError(DiscretionError):
    """A review journal cannot be locked or written."""


class UnwritableJournalError(JournalError):
    """A review journal lies where nothing may be written: cases can be looked at all the same."""


class AuditError(DiscretionError):
    """The store does not hold what the question needs (no votes, no such annotator)."""


class ExportError(DiscretionError):
    """Something cannot be exported as asked."""


class OracleError(DiscretionError):
    """A model cannot be asked as it was told to: no key, no such model, no room for the run's journal."""
