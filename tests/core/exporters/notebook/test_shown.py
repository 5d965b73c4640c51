"""What a notebook shows, draws and gives as Arrow: whole, and inert whatever the names say."""

from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from core import Audit
from core.exporters.notebook.columns import Columns, one_below_another
from core.model.errors import AuditError
from tests.core.building import A0, A1, WORKED, case_id

HOSTILE = ["<script>mallory()</script>", '<img src=x onerror="a()">\x1b[2J\u202e', "$\\href{javascript:a()}{x}$"]


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


@pytest.fixture(scope="module")
def hostile() -> Audit:
    """An audit in which every name is an attack."""
    cases = [f"{HOSTILE[n % 3]}{case_id(n)}" for n in range(len(WORKED))]
    said = pd.DataFrame({"<b>eve</b>": A0, "</div><script>x()</script>": A1}, index=cases)
    return Audit.from_frames(pd.DataFrame(WORKED, index=cases, columns=HOSTILE), said, bootstrap=20)


@pytest.fixture(scope="module")
def results(hostile: Audit) -> dict[str, Columns]:
    return {
        "annotators": hostile.annotators(),
        "priorities": hostile.priorities(),
        "priorities of one": hostile.priorities("<b>eve</b>"),
        "supremacy": hostile.supremacy(),
        "supremacy of one": hostile.supremacy("<b>eve</b>"),
        "discrepancies": hostile.discrepancies(),
        "cases": hostile.cases("<b>eve</b>"),
        "votes": hostile.votes(),
        "annotations": hostile.annotations(),
    }


def test_html_has_no_element_but_ours(hostile: Audit, results: dict[str, Columns]) -> None:
    shown = {name: each._repr_html_() for name, each in results.items()}
    shown |= {"audit": hostile._repr_html_(), "report": hostile.report()._repr_html_()}
    for name, text in shown.items():
        found = Tags(text)
        assert found.tags <= {"div", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"}, name
        assert found.attributes == {"class"}, name
        assert text.startswith('<div class="tex2jax_ignore mathjax_ignore">'), name
        assert "\x1b" not in text, name
        assert "\u202e" not in text, name
    assert "&lt;script&gt;mallory()&lt;/script&gt;" in shown["votes"]
    assert shown["audit"] == shown["report"]
    assert "It chose against all principles in" in shown["report"]


def test_html_has_the_first_rows_and_says_how_many_more(hostile: Audit) -> None:
    rows = Columns({"n": ("Int64", np.arange(23))}, {"x": ("Float64", np.ma.masked_equal(np.linspace(0, 1, 23), 0))})
    text = rows._repr_html_()
    assert text.count("<tr>") == 21
    assert "<p>3 more rows: to_frame() has all.</p>" in text
    assert '<td class="number">0</td><td class="number">–</td>' in text
    assert '<td class="number">1</td><td class="number">0.04545</td>' in text
    assert repr(rows) == "<23 rows by n: to_frame(), to_arrow()>"
    assert "more row" not in hostile.votes()._repr_html_()


def test_arrow_has_what_the_frame_has(results: dict[str, Columns]) -> None:
    for name, each in results.items():
        frame, table = each.to_frame(), each.to_arrow()
        assert table.column_names == [*frame.index.names, *frame.columns], name
        flat = frame.reset_index()
        for column in table.column_names:
            values = [None if value is pd.NA or value != value else value for value in flat[column]]
            assert table[column].to_pylist() == values, (name, column)


def test_a_report_is_a_frame_of_its_annotators(hostile: Audit, results: dict[str, Columns]) -> None:
    report = hostile.report()
    assert report.to_frame().equals(results["annotators"].to_frame())
    assert report.to_arrow().equals(results["annotators"].to_arrow())


def test_arrow_types_are_those_of_the_frame(results: dict[str, Columns]) -> None:
    assert results["votes"].to_arrow().schema.types == [pa.string(), *[pa.int8()] * 3]
    schema = results["cases"].to_arrow().schema
    assert schema.field("category").type == pa.dictionary(pa.int8(), pa.string())
    assert schema.field("arbitrary").type == pa.bool_()
    assert schema.field("sided_with").type == pa.int64()
    assert results["annotators"].to_arrow().schema.field("arbitrariness").type == pa.float64()


def test_arrow_tells_the_index_from_a_column_of_that_name() -> None:
    found = Columns({"case": ("string", ["c"])}, {"case": ("Int8", [1]), "case_": ("Int8", [0])}).to_arrow()
    assert found.to_pylist() == [{"case__": "c", "case": 1, "case_": 0}]


def test_results_one_below_another_keep_what_is_missing() -> None:
    def part(values: Any) -> Columns:
        return Columns({"k": ("string", ["p", "q"])}, {"x": ("Int64", values)})

    parts = {"a": part(np.ma.array([1, 2], mask=[True, False])), "b": part(np.array([3, 4]))}
    found = one_below_another("who", parts).to_frame()
    assert list(found.index) == [("a", "p"), ("a", "q"), ("b", "p"), ("b", "q")]
    assert [None if x is pd.NA else x for x in found["x"]] == [None, 2, 3, 4]
    assert one_below_another("who", {"a": part([1, None]), "b": part([2, 3])}).to_frame()["x"].isna().sum() == 1


@pytest.mark.parametrize(
    "name", ["annotators", "priorities", "priorities of one", "supremacy of one", "discrepancies", "cases"]
)
def test_figures_are_those_of_the_report(name: str, results: dict[str, Columns]) -> None:
    figure = results[name].plot()
    said = figure.to_json()
    assert "var(--" not in said
    assert figure.layout.paper_bgcolor == "#fbfbf8"
    assert "<script" not in said.replace("\\u003c", "<")
    assert "$" not in said, "no notebook takes a name for a formula"
    assert "\u202e" not in said
    assert "\\u202e" not in said


def test_rankings_are_below_one_another(results: dict[str, Columns]) -> None:
    figure = results["priorities"].plot()
    alone = results["priorities of one"].plot()
    assert len(figure.data) == 2 * len(alone.data)
    assert {trace.yaxis for trace in figure.data} == {"y", "y2"}
    (_, first), (second, _) = figure.layout.yaxis2.domain, figure.layout.yaxis.domain
    assert 0 < first < second < 1
    assert figure.layout.yaxis.ticktext == alone.layout.yaxis.ticktext
    assert {each.yref for each in figure.layout.shapes} == {"y domain", "y2 domain"}
    assert "&lt;b&gt;eve&lt;/b&gt;" in {each.text for each in figure.layout.annotations}


def test_a_matrix_says_on_hover_what_its_cell_is(results: dict[str, Columns]) -> None:
    (heat, *_) = results["supremacy of one"].plot().data
    texts = heat.hovertext
    assert "<br>against " in texts[0][1]
    assert "won " in texts[0][1]
    assert "against" not in texts[0][0]


@pytest.mark.parametrize("name", ["votes", "annotations", "supremacy"])
def test_what_the_report_does_not_draw_is_one_sentence(name: str, results: dict[str, Columns]) -> None:
    with pytest.raises(AuditError, match=r"^The report has "):
        results[name].plot()
