"""Where stored data meets metrics: `load` reads it, `measure` computes all of it once, `audit` makes the report."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from core.audit.auditing import audit as audit
    from core.audit.data import load as load
    from core.audit.measuring import measure as measure

_AT: Final = {"audit": "core.audit.auditing", "load": "core.audit.data", "measure": "core.audit.measuring"}


def __getattr__(name: str) -> object:
    """Import what is asked for only then: to read data nobody needs the metrics."""
    if name not in _AT:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(_AT[name]), name)
