from typing import Any

from tui.screens.annotators.pair_matrix import PairCell, PairMatrix, PairsShown

HEADER = PairMatrix.pinned


def shown(count: int, *, stale: bool = False) -> PairsShown:
    def cell(i: int, j: int) -> PairCell:
        if i == j:
            return PairCell("21.9", " ", stale, itself=True)
        return PairCell(f"{10 * i + j}.0", "≠" if i > j else "≈", stale)

    cells = tuple(tuple(cell(i, j) for j in range(count)) for i in range(count))
    return PairsShown(tuple(f"annotator{n}" for n in range(count)), cells)


def line(matrix: PairMatrix, y: int) -> str:
    return matrix.render_line(y).text.rstrip()


async def test_pairs_stand_under_their_names_with_the_floor_between(host: Any) -> None:
    matrix = PairMatrix()
    async with host(matrix).shown((80, 10)) as pilot:
        matrix.show(shown(3), (0, 1))
        await pilot.pause()
        assert line(matrix, 0).split() == ["1", "annotator0", "2", "annotator1", "3", "annotator2"]
        assert line(matrix, HEADER + 1).split() == ["2", "annotator1", "10.0", "≠", "(21.9)", "12.0", "≈"]
        matrix.show(shown(3, stale=True), (0, 1))
        assert line(matrix, HEADER + 1).split() == ["2", "annotator1", "10.0", "≠~", "(21.9)~", "12.0", "≈~"]


async def test_the_cursor_brings_hidden_annotators_into_sight(host: Any) -> None:
    matrix = PairMatrix()
    app = host(matrix)
    async with app.shown((60, 8)) as pilot:
        matrix.show(shown(9), (0, 0))
        matrix.focus()
        await pilot.press("end", *["down"] * 12)
        assert matrix.at == (8, 8)
        assert "9 annot" in line(matrix, 0)
        assert "9 annot" in line(matrix, 5)
        assert "9" in str(matrix.border_subtitle)
        await pilot.press("home", *["up"] * 12)
        assert matrix.at == (0, 0)
        assert "1 annot" in line(matrix, 0)
        assert len(app.sent(PairMatrix.Moved)) == 1 + 8 + 1 + 8


async def test_a_second_click_on_a_pair_opens_it(host: Any) -> None:
    matrix = PairMatrix()
    app = host(matrix)
    async with app.shown((80, 10)) as pilot:
        matrix.show(shown(3), (0, 0))
        await pilot.pause()
        at = (1 + line(matrix, HEADER + 2).index("21.0"), 1 + HEADER + 2)
        await pilot.click(matrix, offset=at)
        assert matrix.at == (2, 1)
        assert not app.sent(PairMatrix.Opened)
        await pilot.click(matrix, offset=at)
        assert len(app.sent(PairMatrix.Opened)) == 1
        await pilot.click(matrix, offset=(3, 1 + HEADER + 1))
        await pilot.click(matrix, offset=(at[0], 7))
        assert matrix.at == (2, 1), "neither a name nor nothing is a pair"
