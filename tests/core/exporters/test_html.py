"""The HTML report: whole, inert whatever the names say, and drawn by a browser that can reach nothing."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.audit import audit, load, measure
from core.audit.counted import counted
from core.audit.full_report import ReportOptions, full_report
from core.exporters.report.evidence import evidence
from core.exporters.report.figures import WIDTH
from core.exporters.report.html import Making, html
from core.exporters.request import Exporting
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.building import A0, A1, WORKED, annotate, ballots, build, case_id
from tests.core.storage.cases_written import add_cases

MAKING = Making("0.1.0", "2026-01-31")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    '<a href="https://example.invalid/">x</a>',
    "<b>bold</b><br>&lt;i&gt;",
    "%{x} %{customdata} $x$ <!--",
    "var(--ink)",
    "2024-01-01",
    "</style></title></textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "\"' onmouseover=\"document.title='owned'\x1b[2J\u202e",
)
SHOWN = {name.replace("\x1b", "␛").replace("\u202e", "⟨U+202E⟩") for name in HOSTILE}
ANNOTATORS = ("</title><script>mallory()</script>", "<sup>eve</sup>")
CASES = 64


class Page(HTMLParser):
    """The elements of a page, and the texts outside of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            attributes, text = self.scripts.pop()
            self.scripts.append((attributes, text + data))
        elif self._inside != "style":
            self.texts.append(data)

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def figures(self) -> list[dict[str, Any]]:
        return [json.loads(text) for attributes, text in self.scripts if "id" in attributes]


def page(store: Path, replicates: int = 20, **given: Any) -> str:
    with Store.open(store) as opened:
        standing, _ = load_folder(reviews_folder(store))
        full = full_report(opened, standing, ReportOptions(bootstrap=replicates, **given))
        return html(full.report, evidence(Exporting(opened, full.data, standing, **given), full.measured), MAKING)


def flag(store: Path, case: str, annotator: str, note: str) -> None:
    with Journal.open(reviews_folder(store), "r1") as journal:
        journal.append(event="review", case=case, annotator=annotator, verdict="flag", reason="arbitrary", note=note)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A store in which every name is an attack, and a flag with such a note."""
    rng = np.random.default_rng(5)
    votes = rng.choice(np.array([-1, 0, 1], dtype=np.int8), size=(CASES, len(HOSTILE)))
    cases = [f"{HOSTILE[n % len(HOSTILE)]}{n}" for n in range(CASES)]
    store = tmp_path / "<u>store.duckdb"
    with StoreWriter.open(store) as writer:
        add_cases(writer, [(case, "q", "a", "b") for case in cases])
        writer.add_principles([(str(p), name, name) for p, name in enumerate(HOSTILE)])
        answers = [(cases[n], str(p), 0, int(vote)) for (n, p), vote in np.ndenumerate(votes)]
        writer.add_ballots("<i>judge</i>", ballots(answers))
        for name in ANNOTATORS:
            annotate(writer, name, {case: int(rng.choice([-1, 1])) for case in cases})
    for case, note in zip(cases, HOSTILE, strict=False):
        flag(store, case, ANNOTATORS[0], note)
    return store


@pytest.fixture
def matrices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the matrices of few conflicts too."""
    monkeypatch.setattr("core.exporters.report.html.MATRIX_FROM", 0)


@pytest.mark.usefixtures("matrices")
def test_the_page_holds_every_section_and_number(worked: Path) -> None:
    text = page(worked)
    found = Page(text)
    whole = " ".join(found.texts)
    assert "Whose principles does worked follow?" in whole
    assert "20 bootstrap replicates, seed 0" in whole
    assert "2026-01-31 by discretion 0.1.0" in whole
    assert "No annotation is flagged." in whole
    for name in ("a0", "a1"):
        assert f"What {name} follows" in whole
    assert "fewer than 30 conflicts, or a standard deviation above 0.5, so an uncertain priority" in whole
    assert len(found.figures()) == 3 + 2 * 2
    assert found.figures()[0]["data"][0]["text"] == ["5 · 33.3 %", "9 · 60.0 %", "1 · 6.7 %"]


@pytest.mark.usefixtures("matrices")
def test_supremacy_is_in_the_order_of_priority_with_counts(worked: Path) -> None:
    with Store.open(worked) as opened:
        standing, _ = load_folder(reviews_folder(worked))
        data = load(opened, standing)
        seen = evidence(Exporting(opened, data, standing), measure(data.votes, counted(data.annotators), 0))
    report = audit(data, replicates=0)
    for annotator, matrix, figure in zip(
        report.annotators, seen.supremacies, Page(page(worked)).figures()[4::2], strict=True
    ):
        assert list(matrix.principles) == [row.principle for row in annotator.priorities]
        assert [int(row.sum()) for row in matrix.wins] == [row.won for row in annotator.priorities]
        won, lost = matrix.wins[0, 1], matrix.wins[1, 0]
        assert figure["hover"]["texts"][0][1].endswith(f"won {won} of {won + lost} conflicts")
    assert [pair.apart.value for pair in report.pairs] == [report.annotators[1].discrepancy.apart.value]


def test_flagged_annotations_are_listed_and_left_out_unless_asked_for(worked: Path) -> None:
    flag(worked, case_id(6), "a0", "not like this")
    text = " ".join(Page(page(worked, 0)).texts)
    assert "1, left out of every number" in text
    assert "not like this" in text
    assert "1, counted in all numbers" in " ".join(Page(page(worked, 0, include_flagged=True)).texts)


def test_only_the_chosen_annotators_are_shown(worked: Path) -> None:
    found = Page(page(worked, 0, annotators=("a1",)))
    whole = " ".join(found.texts)
    assert "What a1 follows" in whole
    assert "What a0 follows" not in whole
    assert "Discretion discrepancy" not in whole
    assert "1 of 2" in whole


@pytest.mark.usefixtures("matrices")
def test_what_the_data_does_not_determine_is_said_in_words(tmp_path: Path) -> None:
    votes = np.array([[1, -1, 0, 0], [1, 0, -1, 0], [1, -1, 0, 0]], dtype=np.int8)
    found = Page(page(build(tmp_path / "s.duckdb", votes, {"a": [1, 1, 1]})))
    ranking, matrix = found.figures()[-2:]
    words = [note["text"] for note in ranking["layout"]["annotations"]]
    assert words.count("won all its conflicts") == 1
    assert words.count("lost all its conflicts") == 2
    assert words.count("in no conflict") == 1
    assert matrix["hover"]["names"] == ["Rule 0", "Rule 1", "Rule 2"]
    whole = " ".join(found.texts)
    assert "the data puts no bound on its priority" in whole
    assert "in no conflict has no rank" in whole


def test_a_store_without_conflicts_has_a_page(tmp_path: Path) -> None:
    votes = np.array([[1, 1], [0, 0]], dtype=np.int8)
    found = Page(page(build(tmp_path / "s.duckdb", votes, {"a": [-1, None], "b": [0, 1]})))
    whole = " ".join(found.texts)
    assert whole.count("No conflicts with a preference: no ranking.") == 2
    assert "Principle supremacy" not in whole


def test_many_principles_make_a_wide_matrix_that_is_shrunk_on_paper(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    votes = rng.choice(np.array([-1, 0, 1], dtype=np.int8), size=(30, 75))
    found = Page(page(build(tmp_path / "s.duckdb", votes, {"a": rng.choice([-1, 1], 30).tolist()}), 0))
    matrix = found.figures()[-1]
    assert matrix["layout"]["width"] > WIDTH
    (wide,) = [attributes for tag, attributes in found.elements if attributes.get("class") == "wide"]
    assert wide["style"] == f"--fit:{WIDTH / matrix['layout']['width']:.3f}"


def test_nothing_is_fetched_and_only_our_scripts_may_run(worked: Path) -> None:
    found = Page(page(worked, 0))
    (policy,) = [
        attributes["content"] for tag, attributes in found.elements if "http-equiv" in attributes and tag == "meta"
    ]
    running = [text for attributes, text in found.scripts if attributes.get("type") != "application/json"]
    assert len(running) == 2
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in running]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert re.findall(r"'sha256-(.*?)'", policy) == digests
    assert not found.tags() & {"link", "img", "iframe", "object", "base", "form"}
    for _, attributes in found.elements:
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")


def test_hostile_names_are_shown_as_text_and_nothing_else(hostile: Path) -> None:
    text, plain = page(hostile), set()
    found = Page(text)
    assert not found.tags() & {"b", "i", "u", "img", "sup"}
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in found.elements)
    assert not any(key.startswith("on") for _, attributes in found.elements for key in attributes)
    assert sum(tag == "script" for tag, _ in found.elements) == 2 + len(found.figures())
    for part in found.texts:
        plain.add(part)
    assert plain >= SHOWN
    assert {f"What {name} follows" for name in ANNOTATORS} <= plain
    for name in ("\x1b", "\u202e"):
        assert name not in text
    for attributes, script in found.scripts:
        if "id" in attributes:
            assert not set("<>&") & set(script)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_a_browser_draws_hostile_names_as_text(hostile: Path, tmp_path: Path) -> None:
    drawn = Page(browse(page(hostile), tmp_path))
    assert drawn.texts.count("Whose principles does <u>store follow?") == 2
    assert "owned" not in drawn.texts
    assert not drawn.tags() & {"b", "i", "u", "img", "sup"}
    assert {attributes["href"] for tag, attributes in drawn.elements if tag == "a"} <= {
        *("#cases", "#annotators", "#annotator-0", "#annotator-1", "#flags", "#notes")
    }
    svg = [attributes for tag, attributes in drawn.elements if attributes.get("class") == "main-svg"]
    assert len(svg) >= len(drawn.figures())
    labels = " ".join(drawn.texts)
    for name in ("<b>bold</b><br>&lt;i&gt;", "%{x} %{customdata} $x$ <!--", "var(--ink)", "2024-01-01"):
        assert labels.count(name) > len(ANNOTATORS) * 3, name
    unresolved = [attributes for tag, attributes in drawn.elements if "var(" in (attributes.get("style") or "")]
    assert not [each for each in unresolved if "fill" in (each["style"] or "")]


def browse(text: str, folder: Path) -> str:
    """The page as a browser without a network has it after its scripts have run."""
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    assert CHROMIUM is not None
    switches = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000")
    command = [CHROMIUM, *switches, f"--user-data-dir={folder / 'profile'}", "--dump-dom", path.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_a_discrepancy_from_a_handful_is_no_number(worked: Path) -> None:
    figures = Page(page(worked)).figures()
    matrix = next(each for each in figures if each.get("hover", {}).get("between") == "and")
    assert matrix["hover"]["texts"][0][1] == "too few"
    assert "too few" in " ".join(Page(page(worked)).texts)


def test_every_pair_has_its_interval_noise_floors_and_p_value(tmp_path: Path) -> None:
    path = build(tmp_path / "s.duckdb", np.tile(WORKED, (3, 1)), {"a0": A0 * 3, "a1": A1 * 3})
    with Store.open(path) as opened:
        data = load(opened)
        standing, _ = load_folder(reviews_folder(path))
        seen = evidence(Exporting(opened, data, standing), measure(data.votes, counted(data.annotators), 0))
    report = audit(data, replicates=60, noise=True)
    found = Page(html(report, seen, MAKING))
    (pair,) = report.pairs
    assert pair.apart.interval.low is not None
    assert pair.apart.interval.high is not None
    assert pair.apart.p_value is not None
    floors = [100 * (each.noise_floor.mean or 0) for each in report.annotators]
    text = " ".join(found.texts)
    assert f"{100 * pair.apart.interval.low:.1f} to {100 * pair.apart.interval.high:.1f}" in text
    assert f"{floors[0]:.1f} · {floors[1]:.1f}" in text
    assert f"{pair.apart.p_value:.3f}" in text
    assert pair.apart.evidence is not None
    assert f" {pair.apart.evidence.value} " in text
    assert f" {pair.apart.conflicts} " in text
    matrix = next(each for each in found.figures() if each.get("hover", {}).get("between") == "and")
    assert matrix["hover"]["texts"][0][1].startswith("66.7 %, 95 % interval ")
    assert any("<br>" in text for trace in matrix["data"][1:] for text in trace["text"])
    without = " ".join(Page(html(audit(data, replicates=60), seen, MAKING)).texts)
    assert "noise floors" not in without


def test_the_matrix_of_few_conflicts_is_left_out(worked: Path) -> None:
    assert "Principle supremacy" not in page(worked)
