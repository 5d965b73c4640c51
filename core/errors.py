"""Errors a user can act on: each message is one sentence that says what to do."""


class DiscretionError(Exception):
    """Base of every error that is shown to the user as a plain sentence, without a traceback."""


class StoreError(DiscretionError):
    """The store cannot be opened, read or written."""


class FormatError(DiscretionError):
    """A file is not in the format it was read as; the message names file, line and remedy."""


class JournalError(DiscretionError):
    """A review journal cannot be locked or written."""


class AuditError(DiscretionError):
    """The store does not hold what the question needs (no votes, no such annotator)."""


class ExportError(DiscretionError):
    """Something cannot be exported as asked."""


class OracleError(DiscretionError):
    """A model cannot be asked as it was told to: no key, no such model, no room for the run's journal."""
