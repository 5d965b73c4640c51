"""What is set aside and what is spent never come to more than the budget."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.oracle.run.budget import Budget

PRICES = st.floats(0, 3)


async def spend(budget: Budget, costs: Sequence[tuple[float, float]], workers: int) -> float:
    """Pay for requests (estimate, cost) as workers do, and give what it came to, checking the budget at every step."""
    left, paid, before, halt = iter(costs), 0.0, budget.spent, asyncio.Event()

    async def work() -> None:
        nonlocal paid
        for estimated, cost in left:
            aside = await budget.take(estimated, halt)
            if aside is None:
                return
            await asyncio.sleep(0)
            paid += cost
            budget.settle(aside, estimated, cost)
            assert budget.spent == pytest.approx(before + paid)

    await asyncio.wait_for(asyncio.gather(*(work() for _ in range(workers))), 60)
    return paid


@given(
    costs=st.lists(st.tuples(PRICES, st.floats(0, 1)), max_size=40),
    budget=st.floats(0, 20),
    workers=st.integers(1, 64),
)
def test_the_budget_is_never_exceeded_where_estimates_hold(
    costs: list[tuple[float, float]], budget: float, workers: int
) -> None:
    asked = [(estimated, estimated * share) for estimated, share in costs]
    assert asyncio.run(spend(Budget(budget, 0.0, 0.0), asked, workers)) <= budget + 1e-9


@given(budget=st.floats(0.5, 20), too_low=st.floats(1, 7.9), workers=st.integers(1, 64))
@example(budget=1.0, too_low=5.0, workers=64)
def test_estimates_that_are_too_low_by_a_constant_share_cost_no_more_than_one_request(
    budget: float, too_low: float, workers: int
) -> None:
    cost = 0.05 * too_low
    assert asyncio.run(spend(Budget(budget, 0.0, 0.0), [(0.05, cost)] * 200, workers)) <= max(budget, cost) + 1e-9


@given(budget=st.floats(0, 20), spent=st.floats(0, 20), workers=st.integers(1, 64))
def test_what_was_spent_before_counts_and_the_rest_is_used_up(budget: float, spent: float, workers: int) -> None:
    paid = asyncio.run(spend(Budget(budget, spent, 0.25), [(0.1, 0.25)] * 100, workers))
    assert spent + paid <= max(budget, spent) + 1e-9
    assert spent + paid >= budget - 0.25 - 1e-9


async def test_who_waits_asks_nothing_more_when_the_run_is_ending() -> None:
    budget, halt = Budget(1.0, 0.0, 0.0), asyncio.Event()
    assert await budget.take(1.0, halt) == 1.0
    waiting = asyncio.create_task(budget.take(0.5, halt))
    await asyncio.sleep(0)
    assert not waiting.done()
    halt.set()
    budget.settle(1.0, 1.0, 0.25)
    assert await asyncio.wait_for(waiting, 60) is None


async def test_set_aside_goes_by_how_much_requests_cost_more_than_estimated() -> None:
    budget, halt = Budget(10.0, 0.0, 0.0), asyncio.Event()
    for aside, cost in ((8.0, 1.5), (1.5, 1.25), (1.625, 0.5), (1.75, 2.0), (2.5625, 1.0)):
        assert await budget.take(1.0, halt) == aside
        budget.settle(aside, 1.0, cost)
    assert budget.spent == 6.25


async def test_what_brought_nothing_costs_nothing_but_what_may_have_been_charged_is_set_apart() -> None:
    budget, halt = Budget(1.0, 0.0, 0.0), asyncio.Event()
    for _ in range(3):
        aside = await budget.take(0.9, halt)
        assert aside is not None
        budget.settle(aside, 0.9, None)
    aside = await budget.take(0.9, halt)
    assert aside is not None
    budget.settle(aside, 0.9, None, charged=True)
    assert await budget.take(0.9, halt) is None
    assert budget.used_up() == (
        "The budget of $1 leaves no room for another request ($0.0000 spent, and at most $0.9000 for requests whose "
        "answers never came)."
    )


async def test_what_earlier_sittings_do_not_know_of_stays_set_aside() -> None:
    budget, halt = Budget(10.0, 4.0, 0.5, unsure=3.0, beyond=2.0), asyncio.Event()
    assert budget.billed_beyond
    assert await budget.take(1.0, halt) == 3.0
    budget.settle(3.0, 1.0, 9.0)
    assert await budget.take(1.0, halt) is None
    assert budget.used_up() == (
        "The budget of $10 has been passed ($13.0000 spent, and at most $3.0000 for requests whose answers never came)."
        " Answers were billed beyond the tokens that they may have, which no budget can foresee."
    )
