"""The published HH files, where they are at hand."""

import time
from pathlib import Path

from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.metrics.agreement import taxonomy
from core.storage.store import Store


def test_the_published_files(hh_folder: Path, store_path: Path) -> None:
    names = ["harmless-base-test.jsonl.gz", "principles.txt", "principle_votes_gpt4o.csv.gz"]
    names += ["reward_llama3_8b.csv", "judgements_gpt4o.csv"]
    options = ImportOptions(short_names=hh_folder / "principles_short.txt")
    results = [import_file(hh_folder / name, store_path, options) for name in names]
    assert [result.format for result in results] == ["hh-rlhf", "principles", "votes", "rewards", "judgements"]
    assert [result.outcome.kept for result in results] == [2312, 21, 48552, 2312, 4624]
    assert all(result.outcome.kept == result.outcome.read for result in results)
    with Store.open(store_path) as store:
        found = taxonomy(store.votes(store.oracles()[0], 21))
    assert (found.consensus, found.conflict, found.indifference) == (1172, 376, 764)
    started = time.process_time()
    again = import_file(hh_folder / names[2], store_path, options)
    assert (again.outcome.kept, again.recorded) == (0, False)
    assert time.process_time() - started < 5
