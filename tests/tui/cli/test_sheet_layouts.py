"""A table of the report on a terminal, in Markdown and in HTML."""

import io
import re
from html.parser import HTMLParser
from typing import cast, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup
from rich.console import Console
from rich.table import Table

from core.exporters.report.html import templates
from core.exporters.report.markdown import sheet_lines
from core.exporters.report.sheet import Role, Sheet, SheetColumn
from core.model.safe_text import inert_line
from tui.cli.printing.fitted_table import fitted_table

HOSTILE = (
    "<script>alert(1)</script>",
    "</style></title><svg onload=alert(1)>",
    '"\' onmouseover="alert(1)',
    "javascript:alert(1)",
    "[x](javascript:alert(1)) | `c` **b** ~s~ $m$ \\ &lt;",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "[red]x[/red] :smile:",
    "\x1b[2J\u202e\x07",
    "two  words\n# and a line",
)
SHEET = Sheet(
    "What <ann> follows",
    (
        SheetColumn("principle", ["Be kind", "Be fair & just"], "name"),
        SheetColumn("kind", ["a|b", ""], "text"),
        SheetColumn("rank", [1, "–"]),
        SheetColumn("ranks", ["1–2", "2–2"], drop=1),
    ),
    "Said *below*.",
)


def terminal(sheet: Sheet, width: int = 60) -> str:
    file = io.StringIO()
    Console(file=file, width=width, markup=False, highlight=False, emoji=False).print(fitted_table(sheet, width))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def html_of(sheet: Sheet) -> str:
    return str(cast("Markup", templates().get_template("sheet.html.j2").module.table(sheet)))  # type: ignore[attr-defined]


def test_on_a_terminal() -> None:
    assert (
        terminal(SHEET)
        == """\
What <ann> follows

 principle        kind   rank   ranks
 ────────────────────────────────────
 Be kind          a|b       1     1–2
 Be fair & just             –     2–2

Said *below*."""
    )


def test_in_markdown() -> None:
    assert list(sheet_lines(SHEET)) == [
        "",
        "## What \\<ann\\> follows",
        "",
        "| principle | kind | rank | ranks |",
        "| --- | --- | ---: | ---: |",
        "| Be kind | a\\|b | 1 | 1–2 |",
        "| Be fair &amp; just |  | – | 2–2 |",
        "",
        "Said \\*below\\*.",
    ]


def test_in_html() -> None:
    assert (
        html_of(SHEET)
        == """\
<div class="scroll"><table><thead><tr><th class="name">principle</th><th>kind</th>\
<th class="number">rank</th><th class="number">ranks</th></tr></thead><tbody>
<tr><td class="name">Be kind</td><td>a|b</td><td class="number">1</td><td class="number">1–2</td></tr>
<tr><td class="name">Be fair &amp; just</td><td></td>\
<td class="number">–</td><td class="number">2–2</td></tr>
</tbody></table></div>
"""
    )


class Rows(HTMLParser):
    """The cells of a table, and every other element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.others: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"th", "td"}:
            self.rows[-1].append("")
            self.others |= {name for name, _ in attrs} - {"class"}
        else:
            self.others.add(tag)

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and data != "\n":
            self.rows[-1][-1] += data


def from_html(sheet: Sheet) -> list[list[str]]:
    found = Rows(html_of(sheet))
    assert found.others == {"div", "table", "thead", "tbody"}
    return found.rows


def from_markdown(sheet: Sheet) -> list[list[str]]:
    heads, _, *rows = [line for line in sheet_lines(sheet) if line.startswith("|")]
    cells = [re.findall(r"(?:\\.|[^\\|])+", line) for line in (heads, *rows)]
    return [[re.sub(r"\\(.)", r"\1", cell[1:-1]).replace("&amp;", "&") for cell in row] for row in cells]


def from_terminal(sheet: Sheet) -> list[list[str]]:
    table: Table = fitted_table(sheet, 100_000)
    heads = [str(column.header) for column in table.columns]
    rows = zip(*([str(cell) for cell in column.cells] for column in table.columns), strict=True)
    return [[inert_line(cell) for cell in row] for row in (heads, *rows)]


texts = st.text(max_size=12) | st.sampled_from(HOSTILE)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    size = draw(st.integers(0, 4))
    roles: list[Role] = draw(st.lists(st.sampled_from(get_args(Role)[1:]), max_size=3))
    cells = st.lists(texts | st.integers(), min_size=size, max_size=size)
    columns = [
        SheetColumn(draw(texts), draw(cells), role, draw(st.integers(0, 3))) for role in (*get_args(Role)[:1], *roles)
    ]
    return Sheet(draw(texts), tuple(columns), draw(texts))


@given(sheets())
@settings(deadline=None)
def test_all_three_show_the_same_cells(sheet: Sheet) -> None:
    heads = [column.head for column in sheet.columns]
    wanted = [[inert_line(str(cell)) for cell in row] for row in (heads, *sheet.rows)]
    assert from_html(sheet) == wanted
    assert from_markdown(sheet) == wanted
    assert from_terminal(sheet) == wanted


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("template", ["{{ x }}", '<a title="{{ x }}">', "{% set y = x %}{{ y }}", "{{ 'of ' ~ x }}"])
def test_whatever_a_template_is_given_comes_out_as_text(template: str, name: str) -> None:
    text = templates().from_string(template).render(x=name)
    inside = text.removeprefix('<a title="').removesuffix('">')
    assert not set("<>\"'\x1b\u202e\x07\n") & set(inside)
    assert "49" not in inside


def test_a_template_must_be_given_all_that_it_names_and_never_calls_a_text_safe() -> None:
    with pytest.raises(UndefinedError):
        templates().from_string("{{ nothing }}").render()
    for name in ("report.html.j2", "sheet.html.j2"):
        source = templates().loader.get_source(templates(), name)[0]  # type: ignore[union-attr]
        assert not re.search(r"\|\s*(safe|join|format|replace|xmlattr|tojson)\b|autoescape|Markup", source)
