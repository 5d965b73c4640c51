"""A short round of each campaign, and that a campaign tells what failed."""

import random
from pathlib import Path

import pytest

from tests.campaigns.campaign import Campaign, fight
from tests.campaigns.corpus import CORPUS, EVIL, batches
from tests.campaigns.faults import library
from tests.campaigns.hostile import clean
from tests.campaigns.reviewing import follows
from tests.campaigns.table import CAMPAIGNS

FAULTS = {"kills", "full-disk", "read-only"}


@pytest.mark.slow
@pytest.mark.parametrize("campaign", [each for each in CAMPAIGNS if each.short], ids=lambda each: each.name)
def test_a_short_round(campaign: Campaign) -> None:
    if campaign.name in FAULTS and library() is None:
        pytest.skip("there is no C compiler to make calls fail with")
    told: list[str] = []
    assert not fight(campaign, campaign.short, 20260131, tell=told.append).failures, "\n".join(told)


def test_a_failure_is_told_with_how_to_have_it_again() -> None:
    def odd(place: Path, chance: random.Random, number: int) -> int:
        assert number != 4, f"{place.name[:8]} drew {chance.random():.4f}"
        return 2

    told: list[str] = []
    tally = fight(Campaign("odd", "", odd, 0), 2, 7, first=3, tell=told.append)
    assert (tally.tried, [number for number, _ in tally.failures]) == (3, [4])
    assert told[0].startswith("odd, round 4 failed: campaign drew 0.")
    assert told[1] == "  again: python -m tests.campaigns odd --seed 7 --first 4 --rounds 1"
    assert told[2].startswith("odd: 3 tried, 1 failed (")
    again: list[str] = []
    fight(Campaign("odd", "", odd, 0), 1, 7, first=4, tell=again.append)
    assert again[0] == told[0]


def test_states_drawn_ahead_of_the_journal_would_be_noticed() -> None:
    assert follows([(0, 0), (2, 1)], [(0, 0), (1, 1), (2, 1)])
    assert not follows([(0, 0), (3, 1)], [(0, 0), (1, 1), (2, 1)])
    assert not follows([(2, 1), (1, 1)], [(0, 0), (1, 1), (2, 1)])


@pytest.mark.parametrize("payload", [each for each in CORPUS if not each.isprintable()])
def test_every_payload_would_be_noticed(payload: str) -> None:
    if payload == "a\rz" or payload == "```\npwned":
        return
    with pytest.raises((AssertionError, UnicodeDecodeError)):
        clean(payload.encode(), {b"\x1b[#m", b"\x1b[#H"}, [payload])


def test_the_corpus_is_what_it_promises() -> None:
    assert len(CORPUS) == len(set(CORPUS)) >= 200
    assert {each for part in batches(6) for each in part} == set(CORPUS)
    assert EVIL in CORPUS
