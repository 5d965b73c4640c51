"""An order of principles as a file that `report --declared-order` and `import --declared-order` read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from core.exporters.comma_separated import write_csv
from core.exporters.output import output_file
from core.model.terms import Principle

ENDING: Final = ".csv"


def write_order(path: Path, order: Iterable[Principle]) -> None:
    """Write the principles from the highest down, each with id, name and text, no formulas; raises ExportError."""
    with output_file(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, ("id", "name", "text"), ((each.id, each.name, each.text) for each in order))
