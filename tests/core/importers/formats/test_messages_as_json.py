"""JSON in a column of texts: messages, or a text that was asked for."""

import pytest

from tests.core.importers.formats.test_mapping import mapped

MESSAGE = '[{"role": "user", "content": "hi"}]'


@pytest.mark.parametrize("text", [MESSAGE, MESSAGE[1:-1], '[["a", "b"]]', "[{'role': 'user', 'content': 'x'}]"])
def test_json_that_was_asked_for_stays_a_text(text: str) -> None:
    """It is messages only where the column, and the other response, hold nothing else."""
    rows = [
        {"prompt": "Write a message as JSON.", "chosen": text, "rejected": "I cannot."},
        {"prompt": text, "chosen": "It greets.", "rejected": text},
        {"prompt": "Tea?", "chosen": "Yes.", "rejected": "No.", "system": MESSAGE},
    ]
    entries = mapped(rows, "prompt=prompt,chosen=chosen,rejected=rejected")
    found = [(each.prompt, each.response_a, each.response_b) for each in entries]
    assert found == [(row["prompt"], row["chosen"], row["rejected"]) for row in rows]


def test_cells_of_messages_are_messages() -> None:
    row = {"p": MESSAGE, "chosen": '{"role": "assistant", "content": "yes"}', "rejected": "no"}
    rows = [row | {"rejected": row["chosen"].replace("yes", "no")}] * 2 + [row | {"p": "Hi"}]
    entries = mapped(rows, "prompt=p,chosen=chosen,rejected=rejected")
    assert [type(each.prompt) for each in entries] == [list, list, str]
    assert entries[0].response_b == [{"role": "assistant", "content": "no"}]
