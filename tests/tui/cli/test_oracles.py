"""`--oracle` and `--oracle-noise` on the command line, and what the report says of oracles in every form."""

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import core
from core.storage.staged import BallotColumns, objects
from core.storage.store import Store
from core.storage.writing import StoreWriter
from tui.cli import cli

OTHER = "sneaky [red]\x1b[31m <b>|"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments])


@pytest.fixture
def store(one_oracle: Path, tmp_path: Path) -> Path:
    """A private copy of the sample without its noisy oracle."""
    return Path(shutil.copy(one_oracle, tmp_path / "sample.duckdb"))


@pytest.fixture
def two(store: Path) -> Path:
    """The sample with a second oracle, without probabilities, that is for the other side on every third case."""
    with Store.open(store) as opened:
        votes, ids = opened.votes(opened.oracles()[0], 8), opened.ids()
        principles = opened.principles()
    votes[::3] *= -1
    cells = list(np.ndindex(votes.shape))
    nothing = np.full(len(cells), np.nan)
    names = objects(str(ids[n]) for n, _ in cells), objects(principles[p].id for _, p in cells)
    given = np.array([votes[cell] for cell in cells], dtype=np.int8)
    with StoreWriter.open(store) as writer:
        writer.add_ballots(
            OTHER, BallotColumns(*names, np.zeros(len(cells), dtype=np.int8), given, nothing, nothing, nothing)
        )
    return store


def test_the_oracle_decides_the_report_and_the_export(two: Path, tmp_path: Path) -> None:
    first, again, other = (
        json.loads(run("report", "-s", two, "--json", "--bootstrap", "0", *more).stdout)
        for more in ((), ("--oracle", "sample-oracle"), ("--oracle", OTHER))
    )
    assert first == again
    assert (first["dataset"]["oracle"], other["dataset"]["oracle"]) == ("sample-oracle", OTHER)
    assert first["annotators"][0]["priorities"] != other["annotators"][0]["priorities"]
    file = tmp_path / "priorities.csv"
    run("export", "priorities", "-s", two, "-o", file, "--oracle", OTHER, "--bootstrap", "0")
    with file.open(encoding="utf-8") as rows:
        written = [float(row["priority"]) for row in csv.DictReader(rows) if row["annotator"] == "mara"]
    assert written == pytest.approx([row["priority"] for row in other["annotators"][0]["priorities"]])
    for command in (("report",), ("review",), ("export", "flags", "-o", tmp_path / "x.csv")):
        done = run(*command, "-s", two, "--oracle", "nobody")
        assert done.exit_code == 1
        assert "There is no oracle nobody: choose one of sample-oracle, sneaky [red]␛[31m <b>|." in done.stderr


def test_the_document_says_what_the_oracles_agree_on(two: Path) -> None:
    document = json.loads(run("report", "-s", two, "--json", "--bootstrap", "40").stdout)
    oracles = document["oracles"]
    assert (oracles["used"], oracles["names"]) == ("sample-oracle", ["sample-oracle", OTHER])
    (pair,) = oracles["pairs"]
    assert [each["annotator"] for each in pair["annotators"]] == [each["name"] for each in document["annotators"]]
    assert len(pair["principles"]) == 8
    assert pair["overall"]["same"]["value"] < 1
    assert document["oracle_noise"] is None


def test_noise_is_in_the_document_where_it_was_asked_for(two: Path) -> None:
    asked = ("report", "-s", two, "--json", "--bootstrap", "0", "--oracle-noise", "40", "--seed", "2")
    document = json.loads(run(*asked).stdout)
    assert document == json.loads(run(*asked).stdout), "the seed decides"
    assert {name: document["oracle_noise"][name] for name in ("oracle", "replicates", "seed", "refusal")} == {
        "oracle": "sample-oracle",
        "replicates": 40,
        "seed": 2,
        "refusal": None,
    }
    assert 0 < document["oracle_noise"]["changed"] < 1
    for annotator in document["annotators"]:
        noise = annotator["oracle_noise"]
        assert noise["arbitrariness"]["low"] <= noise["arbitrariness"]["mean"] <= noise["arbitrariness"]["high"]
        assert [each["principle"] for each in noise["priorities"]] == [
            each["principle"] for each in annotator["priorities"]
        ]
        assert all(each["rank_low"] <= each["rank_high"] for each in noise["priorities"])


def test_an_oracle_without_probabilities_is_told(two: Path) -> None:
    done = run("report", "-s", two, "--oracle", OTHER, "--oracle-noise", "30", "--bootstrap", "0")
    assert done.exit_code == 0
    assert "have no probabilities, so its noise cannot be drawn" in " ".join(done.stdout.split())


@pytest.mark.parametrize("form", ["", "--markdown", "--html"])
def test_every_form_tells_of_oracles(two: Path, form: str) -> None:
    arguments = ["report", "-s", str(two), "--bootstrap", "20", *([form] if form else [])]
    plain, noisy = run(*arguments), run(*arguments, "--oracle-noise", "20")
    assert (plain.exit_code, noisy.exit_code) == (0, 0)
    assert "--oracle-noise 200" in " ".join(plain.stdout.split())
    assert "--oracle-noise 200" not in " ".join(noisy.stdout.split())
    assert "How much hangs on the oracle" in noisy.stdout
    assert "by cases and by oracle" in noisy.stdout
    for done in (plain, noisy):
        assert "same side" in done.stdout
        assert "\x1b" not in done.stdout
        assert "<b>" not in done.stdout if form else True


def test_one_oracle_has_no_comparison(store: Path) -> None:
    done = run("report", "-s", store, "--bootstrap", "0")
    assert "same side" not in done.stdout
    document = json.loads(run("report", "-s", store, "--bootstrap", "0", "--json").stdout)
    assert (document["oracles"], document["oracle_noise"]) == (None, None)


def test_a_notebook_has_the_same_report(two: Path) -> None:
    options = ("--bootstrap", "20", "--seed", "3", "--noise", "--oracle-noise", "5", "--reference", "tomas")
    done = run("report", "-s", two, "--json", "--original-votes", *options)
    assert done.exit_code == 0, done.output
    with core.open(
        two, bootstrap=20, seed=3, noise=True, oracle_noise=5, reference="tomas", original_votes=True
    ) as audit:
        report = audit.report()
    assert json.loads(json.dumps(report.document())) == json.loads(done.stdout)
    assert report.oracles is not None
    assert report.oracle_noise is not None
