"""The journal that a run writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.oracle.journal.writer import AnswerJournal
from tests.core.oracle.asked import journal_at


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[AnswerJournal]:
    with journal_at(tmp_path) as opened:
        yield opened
