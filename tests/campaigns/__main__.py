"""`python -m tests.campaigns [NAME…] --rounds N --seed S`: long rounds, by hand."""

import sys

import click


@click.command()
@click.argument("names", nargs=-1)
@click.option("--rounds", type=int, default=100, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--first", type=int, default=0, help="The round to begin with.")
def campaigns(names: tuple[str, ...], rounds: int, seed: int, first: int) -> None:
    """Try the promises of SECURITY.md over and over; without a NAME, all of them."""
    from tests.campaigns.campaign import fight
    from tests.campaigns.table import CAMPAIGNS

    unknown = set(names) - {each.name for each in CAMPAIGNS}
    if unknown:
        raise click.UsageError(f"There is no {', '.join(unknown)}: {', '.join(each.name for each in CAMPAIGNS)}.")
    chosen = [each for each in CAMPAIGNS if not names or each.name in names]
    failed = [each for each in chosen if fight(each, rounds, seed, first, click.echo).failures]
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    campaigns()
