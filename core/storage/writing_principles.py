"""Writing a constitution to the store: its principles, and the order in which it declares them."""

from collections.abc import Sequence

import numpy as np

from core.model.errors import FormatError
from core.storage.staged import object_columns
from core.storage.transaction import Transaction


def add_principles(transaction: Transaction, rows: Sequence[tuple[str, str, str]]) -> int:
    """Add principles `(id, name, text)`: as `StoreWriter.add_principles` says."""
    columns = object_columns(("id", "name", "text"), rows)
    columns["position"] = np.arange(len(rows), dtype=np.int64)
    transaction.stage(columns)
    clash = transaction.first(
        """SELECT id FROM (
             SELECT id, text FROM stage UNION SELECT id, text FROM principles SEMI JOIN stage USING (id))
           GROUP BY id HAVING count(*) > 1 LIMIT 1"""
    )
    if clash is not None:
        raise FormatError(
            f"Principle {clash[0]} is already there with another text: use a store of its own for another constitution."
        )
    renamed = transaction.insert(
        """UPDATE principles SET name = stage.name FROM stage
           WHERE stage.id = principles.id AND stage.name NOT IN ('', principles.name)"""
    )
    return renamed + transaction.insert(
        """INSERT INTO principles
           SELECT (SELECT count(*) FROM principles) + row_number() OVER (ORDER BY position) - 1, id,
                  CASE name WHEN '' THEN text ELSE name END, text
           FROM (SELECT DISTINCT ON (id) * FROM stage ORDER BY id, position) ANTI JOIN principles USING (id)
           ORDER BY position"""
    )


def declare(transaction: Transaction, ids: Sequence[str]) -> bool:
    """Take principles as the declared order: as `StoreWriter.declare` says."""
    columns = object_columns(("id",), [(each,) for each in ids])
    columns["rank"] = np.arange(1, len(ids) + 1, dtype=np.int16)
    transaction.stage(columns)
    left_out = transaction.number("SELECT count(*) FROM principles ANTI JOIN stage USING (id)")
    if left_out:
        raise FormatError(
            f"The declared order leaves out {left_out} of the store's principles: import the file that has them all."
        )
    order = "SELECT rank, n AS principle_n FROM stage JOIN principles USING (id)"
    if not transaction.number(f"SELECT count(*) FROM ({order} EXCEPT FROM declared)"):  # noqa: S608
        return False
    transaction.execute("DELETE FROM declared")
    transaction.insert(f"INSERT INTO declared {order} ORDER BY rank")
    return True
