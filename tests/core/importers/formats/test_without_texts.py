"""Files that judge cases without their texts are refused with what to import instead."""

import pytest

from core.importers.formats.without_texts import VOTES
from core.model.errors import FormatError
from tests.core.importers.formats.reading_rows import Rows, read


def test_votes_of_icai() -> None:
    with pytest.raises(FormatError, match="import the annotated pairs of the same run instead"):
        read(VOTES, [{"": "0", "votes": "{0: True, 1: None}"}])
    assert not VOTES.claims(Rows([{"votes": "17"}]))
    assert not VOTES.claims(Rows([{"votes": "{0: True}", "text": "Ask."}]))
