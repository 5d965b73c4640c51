"""The types of columns that several results have."""

from collections.abc import Mapping
from typing import Final

from core.exporters.notebook.column import Type
from core.model.terms import Status

_REASONS: Final = ("unbounded", "undefined", "too few replicates", "no replicates")
INTERVAL: Final[Mapping[str, Type]] = {
    **dict.fromkeys(("mean", "sd", "low", "high"), "Float64"),
    "low_reason": _REASONS,
    "high_reason": _REASONS,
    "share": "Float64",
}
PRIORITY: Final[Mapping[str, Type]] = {
    "rank": "Int64",
    "principle": "string",
    "priority": "Float64",
    "elo": "Float64",
    "status": tuple(status.value for status in Status),
    "conflicts": "Int64",
    "pairs": "Int64",
    "won": "Int64",
    **INTERVAL,
    "rank_low": "Int64",
    "rank_high": "Int64",
    "component": "Int64",
    "principle_id": "string",
}
"""The columns of `priority_row`."""
