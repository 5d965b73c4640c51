"""Options that several commands share."""

from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

FILE: Final = click.Path(path_type=Path, dir_okay=False)

_GIVEN: Final = "discretion.store"


def _nearest(context: click.Context, parameter: click.Parameter, value: Path) -> Path:
    """The store given here, else the one given before the command's name, else what the environment says."""
    if context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE:
        context.meta[_GIVEN] = value
    found: Path = context.meta.get(_GIVEN, value)
    return found


store_option = click.option(
    "-s",
    "--store",
    type=FILE,
    envvar="DISCRETION_STORE",
    default=Path("discretion.duckdb"),
    show_default=True,
    show_envvar=True,
    callback=_nearest,
    help="The store.",
)
