"""Reading the help."""

from tests.tui.conftest import Opener


async def test_help_goes_to_its_beginning_and_its_end(open_desk: Opener) -> None:
    async with open_desk((80, 24)) as desk:
        await desk.press("question_mark")
        first, last = "three principles prefer A", "Show more of long texts"
        assert first in desk.text()
        await desk.press("end")
        assert last in desk.text()
        assert first not in desk.text()
        await desk.press("home")
        assert first in desk.text()
        assert last not in desk.text()


async def test_keys_are_in_groups_and_those_of_one_kind_on_one_line(open_desk: Opener) -> None:
    async with open_desk((100, 140)) as desk:
        await desk.press("question_mark")
        lines = [line.strip(" │▂▅▇") for line in desk.text().splitlines()]
        grouped = lines[lines.index("Keys used all the time") + 1 : lines.index("Words of a filter")]
        assert len(grouped) < 17
        groups = [line.split()[0] for line in grouped if line.startswith(("say ", "find ", "look ", "anywhere "))]
        assert groups == ["say", "find", "look", "anywhere"]
        assert "a b x   My own preference: A, B, neither" in grouped
        assert "1 to 7  screens: review, rankings, supremacy, annotators, team," in grouped
