"""Options that several commands share."""

from pathlib import Path
from typing import Final

import click

FILE: Final = click.Path(path_type=Path, dir_okay=False)

store_option = click.option(
    "-s",
    "--store",
    type=FILE,
    envvar="DISCRETION_STORE",
    default=Path("discretion.duckdb"),
    show_default=True,
    show_envvar=True,
    help="The store.",
)
