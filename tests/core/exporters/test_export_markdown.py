"""The report as Markdown: a golden document, and text that stays text."""

import re
from dataclasses import replace
from pathlib import Path

from core.audit import audit, load
from core.exporters.report.markdown import markdown
from core.storage.store import Store
from tests.core.building import A0, A1, WORKED, build

GOLDEN = """\
# Whose principles does worked follow?

15 cases, 3 principles, votes by judge; 0 reviews, 0 annotations flagged.

a0 decided 8 conflicts: too few to say which principles it follows. \
It chose against all principles in 25 % of 4 consensus cases.

| category | cases | share |
| --- | ---: | --- |
| consensus | 5 | 33.3 % |
| conflict | 9 | 60.0 % |
| indifference | 1 | 6.7 % |

## Annotators

| annotator | kind | annotations | arbitrary | of | discrepancy to a0 |
| --- | --- | ---: | --- | ---: | --- |
| a0 | human | 15 | 25 % | 4 | 0 % |
| a1 | reward-model | 15 | 40 % | 5 | too few |

## What a0 follows

| rank | principle | priority | Elo | conflicts | won | pairs |
| ---: | --- | --- | --- | ---: | ---: | ---: |
| 1 | Rule 0 | +0.249 | +43 | 5 | 3 | 5 |
| 2 | Rule 2 | −0.072 | −12 | 4 | 2 | 4 |
| 3 | Rule 1 | −0.178 | −31 | 7 | 3 | 7 |

## What a1 follows

| rank | principle | priority | Elo | conflicts | won | pairs |
| ---: | --- | --- | --- | ---: | ---: | ---: |
| 1 | Rule 2 | +0.284 | +49 | 5 | 3 | 5 |
| 2 | Rule 1 | −0.044 | −8 | 8 | 4 | 8 |
| 3 | Rule 0 | −0.240 | −42 | 6 | 3 | 7 |

## Notes

- a0: fewer than 30 conflicts, or a standard deviation above 0.5, so an uncertain priority: Rule 0, Rule 2, Rule 1.
- a1: only 8 conflicts that a0 decided too: the discrepancy says nothing.
- a1: fewer than 30 conflicts, or a standard deviation above 0.5, so an uncertain priority: Rule 2, Rule 1, Rule 0.
"""


def report_of(path: Path, replicates: int = 0) -> str:
    with Store.open(path) as store:
        return markdown(audit(load(store), replicates=replicates))


def test_the_worked_example(worked: Path) -> None:
    assert report_of(worked) == GOLDEN


def test_intervals_are_shown_where_there_are_any(worked: Path) -> None:
    report = report_of(worked, replicates=50)
    assert re.search(
        r"^\| a0 \| human \| 15 \| 25 % \(\d+\.\d ± \d+\.\d\) \| 4 \| 1\.3 to 78\.1 \|", report, re.MULTILINE
    )
    assert re.search(
        r"^\| 1 \| Rule 0 \| \+0\.249 \| −∞ to \+∞ \| [+−]\d\.\d\d ± \d\.\d\d \| \d+\.\d % \| \+43 \|",
        report,
        re.MULTILINE,
    )


def test_names_cannot_mark_anything_up(tmp_path: Path) -> None:
    hostile = "a|b [x](javascript:alert(1)) <img src=x onerror=alert(1)>\n# h `c` **b** ~s~ $m$ \\ &lt; \x1b[2J"
    path = build(tmp_path / "s.duckdb", WORKED, {hostile: A0, "a1": A1})
    report = report_of(path)
    plain = report_of(build(tmp_path / "p.duckdb", WORKED, {"plain": A0, "a1": A1}))
    assert report.count("\n") == plain.count("\n")
    unescaped = r"(?<!\\)(?:\\\\)*"
    for line, other in zip(report.splitlines(), plain.splitlines(), strict=True):
        assert len(re.findall(unescaped + r"\|", line)) == other.count("|")
        assert not re.search(unescaped + r"[<>\[\]`*_~$]", line)
        assert "\x1b" not in line
    assert "&amp;lt;" in report


def test_the_oracles_name_cannot_mark_anything_up(worked: Path) -> None:
    with Store.open(worked) as store:
        report = audit(load(store), replicates=0)
    renamed = replace(report, dataset=replace(report.dataset, oracle="<b>*judge*</b> [x](y)\n# h"))
    line = markdown(renamed).splitlines()[2]
    assert line.startswith("15 cases, 3 principles, votes by ")
    assert line.endswith("; 0 reviews, 0 annotations flagged.")
    assert not re.search(r"(?<!\\)[<>*\[\]]", line)


def test_one_is_told_in_the_singular(worked: Path) -> None:
    with Store.open(worked) as store:
        report = audit(load(store), replicates=0)
    one = replace(report, dataset=replace(report.dataset, cases=1, principles=1, reviews=1, flagged=1))
    assert "1 case, 1 principle, votes by judge; 1 review, 1 annotation flagged." in markdown(one)
