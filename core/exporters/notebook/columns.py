"""A result column by column, with a type for each: as a frame of pandas, a table of Arrow, a figure, and HTML."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.exporters.notebook.column import Column, Values
from core.exporters.report.figures import Figure
from core.model.errors import AuditError

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    import pyarrow as pa

_ARROW: Final = {"Float64": "double", "Int64": "int64", "Int8": "int8", "boolean": "bool", "string": "string"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Columns:
    """One result, column by column: type and values of what tells its rows apart, and of what is said of each.

    What does not exist is None in a sequence and masked in an array. `draw` makes the report's figure of it.
    """

    index: Mapping[str, Column]
    columns: Mapping[str, Column]
    draw: Callable[[], Figure] | None = None

    def __len__(self) -> int:
        return len(next(iter(self.index.values()))[1])

    def __repr__(self) -> str:
        return f"<{len(self)} rows by {', '.join(self.index)}: to_frame(), to_arrow()>"

    def to_frame(self) -> "pd.DataFrame":
        """Make a frame of pandas, of nullable types: what does not exist is `pandas.NA`, never 0."""
        import pandas as pd

        def series(name: str, column: Column) -> "pd.Series[Any]":
            type_, values = column
            dtype = pd.CategoricalDtype(type_) if isinstance(type_, tuple) else type_
            return pd.Series(values, dtype=dtype, name=name)

        frame = pd.DataFrame({name: series(name, column) for name, column in self.columns.items()})
        return frame.set_index([series(name, column) for name, column in self.index.items()])

    def to_arrow(self) -> "pa.Table":
        """Make a table of Arrow, with what tells the rows apart as its first columns: what does not exist is null.

        Such a column has an underscore after its name where another is called the same.
        """
        import pyarrow as pa

        names = [*map(self._free, self.index), *self.columns]
        arrays = [_arrow(column) for each in (self.index, self.columns) for column in each.values()]
        return pa.Table.from_arrays(arrays, names=names)

    def _free(self, name: str) -> str:
        return name if name not in self.columns else self._free(f"{name}_")

    def plot(self) -> "go.Figure":
        """Draw it as the report does, as a figure of plotly; raises AuditError where the report has no figure of it."""
        from core.exporters.report.alone import standing_alone

        if self.draw is None:
            raise AuditError("The report has no figure of this: plot what to_frame() gives.")
        return standing_alone(self.draw())

    def drawn_by(self, draw: Callable[[], Figure]) -> "Columns":
        """The same with a figure."""
        return replace(self, draw=draw)

    def _repr_html_(self) -> str:
        from core.exporters.notebook.fragment import columns_html

        return columns_html([*self.index.items(), *self.columns.items()], len(self))


def one_below_another(name: str, parts: Mapping[str, Columns]) -> Columns:
    """Results of the same columns, at least one, told apart by a name that comes first in the index."""
    repeated = [key for key, part in parts.items() for _ in range(len(part))]
    held = list(parts.values())
    index, columns = (
        {
            key: (type_, _joined([getattr(part, which)[key][1] for part in held]))
            for key, (type_, _) in getattr(held[0], which).items()
        }
        for which in ("index", "columns")
    )
    return Columns({name: ("string", repeated), **index}, columns)


def _joined(parts: Sequence[Values]) -> Values:
    if all(isinstance(part, np.ndarray) for part in parts):
        if not any(map(np.ma.isMaskedArray, parts)):
            return np.concatenate(parts)
        masks = [np.ma.getmaskarray(np.asanyarray(part)) for part in parts]
        return np.ma.array(np.concatenate([np.ma.getdata(part) for part in parts]), mask=np.concatenate(masks))
    return [each for part in parts for each in part]


def _arrow(column: Column) -> "pa.Array":
    import pyarrow as pa

    type_, values = column
    if isinstance(type_, tuple):
        places = {each: place for place, each in enumerate(type_)}
        codes = pa.array([None if each is None else places[each] for each in values], pa.int8())
        return pa.DictionaryArray.from_arrays(codes, pa.array(type_, pa.string()))
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    plain = values.data if isinstance(values, np.ma.MaskedArray) else values
    return pa.array(plain, pa.type_for_alias(_ARROW[type_]), mask=mask)
