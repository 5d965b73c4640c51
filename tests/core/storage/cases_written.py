"""Cases in a store without the files that bring them, through the tables that imports write."""

from collections.abc import Iterable

import numpy as np

from core.storage.writing import StoreWriter
from core.storage.writing_cases import CaseColumns


def add_cases(writer: StoreWriter, rows: Iterable[tuple[str, str, str, str]]) -> int:
    """Add cases `(id, prompt, response A, response B)`, no two with one id, and return how many were new."""
    columns = CaseColumns()
    for id_, prompt, response_a, response_b in rows:
        columns.id.append(id_)
        columns.prompt.append(prompt)
        columns.response_a.append(response_a)
        columns.response_b.append(response_b)
        columns.shape.append(0)
    return int(np.count_nonzero(writer.cases().add_cases(columns).new))
