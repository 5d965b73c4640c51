"""Columns: how a line is shared out, and how heads and cells are fitted into it."""

from tui.widgets.columns import RowColumn, heads, row_pieces, widths

NAME = RowColumn("name", 4, flex=True, gap=1, role="strong")
COLUMNS = (RowColumn("", 2), NAME, RowColumn("file", 6, flex=True, align="end"), RowColumn("n", 5, align="right"))


def test_what_is_left_is_shared_and_the_first_gets_the_odd_cell() -> None:
    assert widths(COLUMNS, 17) == [2, 4, 6, 5]
    assert widths(COLUMNS, 20) == [2, 6, 7, 5]
    assert widths(COLUMNS, 3) == [2, 4, 6, 5], "what does not give way keeps its width"
    assert widths((RowColumn("", 3, flex=True, most=5), RowColumn("", 1)), 80) == [5, 1]


def test_heads_stand_as_the_texts_below_them() -> None:
    assert heads(COLUMNS, 17) == [("  namfile      n".replace("namfile", "na… file"), "muted")]


def test_a_head_stands_over_the_columns_without_one() -> None:
    columns = (RowColumn("figure of all", 4), RowColumn(None, 5), RowColumn(None, 6), RowColumn("p", 2))
    assert heads(columns, 17) == [("figure of all  p ", "muted")]


def test_a_head_with_a_tip_is_a_piece_of_its_own() -> None:
    columns = (NAME, RowColumn("p", 4, tip="p"), RowColumn("q", 4), RowColumn("r", 4))
    assert heads(columns, 17) == [("name ", "muted"), ("p   ", "muted tip-p"), ("q   r   ", "muted")]


def test_cells_are_fitted_with_their_own_roles_or_their_columns() -> None:
    pieces = row_pieces(COLUMNS, ("▸", "abcdef", ("a/long/path", "bad"), "12"), 17)
    assert pieces == [("▸ ", ""), ("ab… ", "strong"), ("…/path", "bad"), ("   12", "")]


def test_a_cell_of_pieces_is_kept_and_missing_cells_are_left_out() -> None:
    pieces = row_pieces(COLUMNS, ("", [("ab", "good"), ("c", "bad")]), 17)
    assert pieces == [("  ", ""), ("ab", "good"), ("c", "bad"), (" ", "")]
