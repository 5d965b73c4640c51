"""Noise of an oracle is drawn only where its answers say how sure it was; flagged annotations do not count in it."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.audit import load
from core.audit.oracle_noise import measure_oracle_noise
from core.audit.oracle_results import NoiseReport
from core.journal.events import reviews_folder
from core.journal.replay import load_folder
from core.journal.writer import Journal
from core.model.terms import JudgeRun
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tests.core.audit.answering import add, sure
from tests.core.building import WORKED
from tui.cli import cli

CERTAIN = "All answers of oracle asked are 0 or 1, which says nothing of how sure it was, so its noise cannot be drawn."


def run_of(path: Path, **ways: int) -> None:
    """Note that the oracle `asked` is a model, and how its answers were got."""
    run = JudgeRun("j", "oracle", "asked", "m", "t", "0", "{}", "", 0)
    with StoreWriter.open(path) as writer:
        writer.record_runs("j", [replace(run, how=how, answers=answers) for how, answers in ways.items()])


def noise(path: Path, *, include_flagged: bool = False) -> NoiseReport:
    standing, _ = load_folder(reviews_folder(path))
    with Store.open(path) as store:
        data = load(store, standing, oracle="asked")
        return measure_oracle_noise(store, data, ["a0"], "a0", 20, 0, include_flagged=include_flagged)


def test_written_answers_alone_say_nothing_of_how_sure_the_model_was(worked: Path) -> None:
    add(worked, "asked", sure(WORKED, (0, 1)))
    assert noise(worked).refusal == CERTAIN
    run_of(worked, text=90)
    assert noise(worked).refusal == CERTAIN
    assert noise(worked).annotators == ()


@pytest.mark.parametrize("how", ["logprobs", "sampled"])
def test_whole_probabilities_that_were_measured_are_some(worked: Path, how: str) -> None:
    add(worked, "asked", sure(WORKED))
    run_of(worked, **{how: 45})
    found = noise(worked)
    assert (found.refusal, found.unsure, found.changed) == (None, 1.0, 0.0)


def test_the_share_of_answers_that_say_so_is_told(worked: Path) -> None:
    given = sure(WORKED)
    given[9, 0, 0], given[6, 1, 0], given[3, 0, 0] = (0.6, 0.3, 0.1), (0.05, 0.15, 0.05), (0.25, 0.0, 0.0)
    add(worked, "asked", given)
    assert noise(worked).unsure == pytest.approx(2 / 45), "the third has all that there is of it"
    run_of(worked, logprobs=40, text=5)
    assert noise(worked).unsure == pytest.approx(40 / 45)
    asked = ["report", "-s", str(worked), "--oracle", "asked", "--oracle-noise", "20", "--bootstrap", "0"]
    for form in ([], ["--markdown"], ["--html"]):
        said = " ".join(CliRunner().invoke(cli, [*asked, *form]).stdout.split())
        assert "Only 88.9 % of the answers say how sure the oracle was" in said
    run_of(worked, logprobs=45)
    assert "say how sure" not in " ".join(CliRunner().invoke(cli, asked).stdout.split())


def test_the_report_of_written_answers_says_so_and_does_not_advertise_noise(worked: Path) -> None:
    add(worked, "asked", sure(WORKED))
    run_of(worked, text=45)
    asked = ["report", "-s", str(worked), "--oracle", "asked", "--bootstrap", "0"]
    for form in ([], ["--markdown"], ["--html"]):
        said = " ".join(CliRunner().invoke(cli, [*asked, *form, "--oracle-noise", "20"]).stdout.split())
        assert "says nothing of how sure it was" in said
        assert "by cases and by oracle" not in said
        assert "--oracle-noise 200" not in " ".join(CliRunner().invoke(cli, [*asked, *form]).stdout.split())


def test_flagged_annotations_do_not_count_in_the_draws(worked: Path) -> None:
    given = sure(WORKED)
    given[3, 0, 0] = (0.6, 0.4, 0.0)  # a0 has no preference there, so that every draw gives it the same share
    add(worked, "asked", given)
    with Journal.open(reviews_folder(worked), "r1") as journal:
        journal.append(event="review", case="c2", annotator="a0", verdict="flag")
    shares = []
    for include in (False, True):
        told = noise(worked, include_flagged=include).of("a0")
        assert told is not None
        assert told.arbitrariness.sd == pytest.approx(0)
        shares.append(told.arbitrariness.mean)
    # a0 is for A in c1, c2 and c5 and for B in c4; c2 alone is against a consensus.
    assert shares == pytest.approx([0, 1 / 4])
