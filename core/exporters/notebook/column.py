"""A column of a result: its type and its values."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

Type = str | tuple[str, ...]
"""What pandas calls the type of a column, or the categories that its values are of."""
Values = Sequence[Any] | NDArray[Any]
Column = tuple[Type, Values]
