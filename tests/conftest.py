"""What all tests share: how properties are searched, and where the published data may be."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def hh_folder() -> Path:
    """The folder of the published HH files, from DISCRETION_HH or beside the repository; skips where it is absent."""
    beside = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "hh"
    folder = Path(os.environ.get("DISCRETION_HH", beside))
    if not (folder / "principle_votes_gpt4o.csv.gz").is_file():
        pytest.skip("the published HH data is not here: set DISCRETION_HH to its folder")
    return folder
