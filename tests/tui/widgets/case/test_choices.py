"""Who chose what, as it fits a line."""

from tui.widgets.case.choices import ChoiceShown, ChoicesShown

FOUR = (
    ChoiceShown("human", 1),
    ChoiceShown("llama3-8b-reward-model", -1),
    ChoiceShown("gpt-4o", 0),
    ChoiceShown("claude", -1, compared=True),
)


def drawn(choices: ChoicesShown, room: int) -> str:
    return "".join(text for text, _ in choices.line(room))


def test_everybody_is_named_where_there_is_room_then_names_are_cut_then_they_are_counted() -> None:
    choices = ChoicesShown(FOUR, mine=1)
    assert drawn(choices, 80) == "human A · llama3-8b-reward-model B · gpt-4o – · claude B · mine A"
    assert drawn(choices, 60) == "human A · llama3-8b-reward… B · gpt-4o – · claude B · mine A"
    assert drawn(choices, 40) == "1 A · 2 B · 1 neither · claude B · mine A"


def test_of_many_there_are_counts_and_those_who_are_compared() -> None:
    choices = ChoicesShown(
        (ChoiceShown("r12", 1, compared=True), ChoiceShown("r40", -1, compared=True)), counts=(7, 3, 0)
    )
    assert drawn(choices, 80) == "7 A · 3 B · r12 A · r40 B"
    roles = dict(choices.line(80))
    assert roles["r12 "] == "strong"


def test_what_is_hidden_names_nobody() -> None:
    assert drawn(ChoicesShown(hidden=True), 80) == "who chose what is hidden until I choose"
    assert drawn(ChoicesShown(), 80) == ""
