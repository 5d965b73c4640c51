"""The report as LaTeX: whatever texts hold, they are set as they are, and every environment ends."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exporters.report.evidence import Evidence, Supremacy
from core.exporters.report.tex import latex
from core.exporters.report.tex_text import tex
from core.model.terms import AnnotatorKind, Status
from tests.core.exporters.reporting import ANNOTATORS, PRINCIPLES, whole_report

HOSTILE = r"\input{/etc/passwd} $x$ 5% #1 a_b ^ ~ & {} \\ ``''"
REPORT = whole_report()
SEEN = Evidence(
    tuple(Supremacy(name, PRINCIPLES, np.array([[0, 40], [10, 0]])) for name in ANNOTATORS), (), include_flagged=False
)
COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\\%", r"\textbackslash{}\%"),
        ("a_b & {c} #1 $x", r"a\_b \& \{c\} \#1 \$x"),
        ("[x] * --- ,, ''", r"{[}x{]} {*} -{}-{}- ,{}, '{}'"),
        ("−1 … é 中", r"$-$1 \ldots{} é \anychar{4E2D}"),
        ("Łódź, Škoda, Œuvre, İş", "Łódź, Škoda, Œuvre, İş"),
        ("Ħ ŉ ĸ ſ Ā", r"\anychar{0126} \anychar{0149} \anychar{0138} \anychar{017F} \anychar{0100}"),
        ("a\nb\x1b[2J\u202e", None),
    ],
)
def test_special_characters_are_set_and_not_obeyed(text: str, written: str | None) -> None:
    found = tex(text)
    assert written is None or found == written
    assert "\n" not in found
    assert "\x1b" not in found


@given(st.text(max_size=40))
def test_no_text_begins_a_command_of_its_own_or_a_comment(text: str) -> None:
    found = tex(text)
    known = {r"\anychar", r"\ldots", r"\pm", r"\infty", r"\times", *(f"\\{each}" for each in "{}$&#_%")}
    assert {each for each in COMMAND.findall(found) if not each.startswith(r"\text")} <= known
    plain = COMMAND.sub("", found)
    assert plain.count("{") == plain.count("}")
    assert not set(plain) & set("%#&~^_") or "\N{NO-BREAK SPACE}" in text
    assert plain.replace("$-$", "").count("$") % 2 == 0


def hostile() -> str:
    rows = tuple(replace(row, principle=HOSTILE) for row in REPORT.annotators[0].priorities)
    unmeasured = replace(rows[0], priority=None, status=Status.ALWAYS_WINS)
    first = replace(REPORT.annotators[0], name=HOSTILE, priorities=(*rows, unmeasured))
    seen = replace(SEEN.supremacies[0], principles=(HOSTILE, "Rule"))
    return latex(
        replace(REPORT, annotators=(first, REPORT.annotators[1])),
        replace(SEEN, supremacies=(seen, SEEN.supremacies[1])),
    )


def test_environments_braces_and_columns_are_balanced() -> None:
    for document in (latex(REPORT, SEEN), hostile()):
        begun = re.findall(r"\\(begin|end)\{(\w+)\}", document)
        open_: list[str] = []
        for what, name in begun:
            if what == "begin":
                open_.append(name)
            else:
                assert open_.pop() == name
        assert open_ == []
        bare = document.replace(r"\\", "").replace(r"\{", "").replace(r"\}", "")
        assert bare.count("{") == bare.count("}")
        for kinds, table in re.findall(r"\\begin\{longtable\}\[l\]\{@\{\}(\w+)@\{\}\}(.*?)\\end", document, re.DOTALL):
            for line in table.splitlines():
                if line.endswith(r"\\"):
                    assert len(re.findall(r"(?<!\\)&", line)) == len(kinds) - 1, line
        assert r"\input" not in document


def test_it_has_the_papers_tables_and_figures() -> None:
    document = latex(REPORT, SEEN)
    assert document.startswith(r"\documentclass")
    assert document.endswith("\\end{document}\n")
    assert document.count(r"\toprule") == document.count(r"\bottomrule") >= 6
    assert document.count(r"\begin{tikzpicture}") == 4, "a ranking and a matrix of each annotator"
    assert r"\fill[black!64]" in document, "40 of 50"
    assert r"\node[left] at (0,-0.000) {1019 Be kind ?};" in document
    assert "Where principles conflict" in document


def test_the_matrix_of_few_conflicts_is_left_out() -> None:
    few = tuple(replace(each, conflicts=29) for each in REPORT.annotators)
    assert latex(replace(REPORT, annotators=few), SEEN).count(r"\begin{tikzpicture}") == 2


def test_who_follows_the_declared_order_is_called_that_above_figures_as_above_tables() -> None:
    first = replace(REPORT.annotators[0], name="declared", kind=AnnotatorKind.DECLARED, conflicts=40)
    document = latex(replace(REPORT, annotators=(first, *REPORT.annotators[1:])), SEEN)
    follower = "one who follows the declared order"
    assert rf"\subsection*{{What {follower} does in these cases: priorities, log-odds}}" in document
    assert f"over columns, {follower}, " in document
    assert "follows the declared order follows" not in document
