"""What libraries say of their own accord, in which names and texts of others stand: shown, and never obeyed."""

import logging
import sys
import threading
import traceback
import warnings
from types import TracebackType
from typing import Any


def let_libraries_say_text_alone() -> None:
    """From now on keep whatever a terminal would obey out of warnings, logs and tracebacks, whoever writes them."""
    warnings.formatwarning = _warning
    logging.setLogRecordFactory(_record)
    sys.excepthook = _untaken
    threading.excepthook = _untaken_in_thread


def _warning(message: Warning | str, category: type[Warning], *_: object, **__: object) -> str:
    """The sentence alone: where in a library it was said tells nobody anything."""
    from core.model.safe_text import inert_line

    return f"{inert_line(f'{category.__name__}: {message}')}\n"


def _record(*given: Any, **more: Any) -> logging.LogRecord:
    from core.model.safe_text import inert

    record = logging.LogRecord(*given, **more)
    said = record.getMessage()
    if record.exc_info:
        said = f"{said}\n{''.join(traceback.format_exception(*record.exc_info)).rstrip()}"
        record.exc_info = None
    record.msg, record.args = inert(said), ()
    return record


def _untaken(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    from core.model.safe_text import inert

    sys.stderr.write(inert("".join(traceback.format_exception(kind, error, where))))


def _untaken_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None and given.exc_type is not SystemExit:
        _untaken(given.exc_type, given.exc_value, given.exc_traceback)
