"""Options that several commands share."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

FILE: Final = click.Path(path_type=Path, dir_okay=False)
_MOST: Final = 2**63 - 1
"""The largest whole number that JSON documents and the database hold."""

Command = Callable[..., Any]
Places = tuple[Path, Path | None]
"""A store, and the folder of its journals where that is not the one beside it."""
_GIVEN: Final = "discretion.store"


class _Text(click.ParamType):  # type: ignore[type-arg] # generic in later versions only
    """A text that every encoder takes: bytes of the command line that are not UTF-8 come as lone surrogates."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the text back, or refuse it as wrong usage."""
        text = str(value)
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            self.fail("it has bytes that are not UTF-8.", param, ctx)
        return text


class Number(click.FloatRange):
    """A number within bounds: NaN, which is above and below none of them, is refused, and so is infinity."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Give the number, or refuse it as wrong usage."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is no number.", param, ctx)
        return number


class Whole(click.IntRange):
    """A whole number from somewhere on, which documents can hold."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Give the number, or refuse it as wrong usage."""
        number = int(super().convert(value, param, ctx))
        if number > _MOST:
            self.fail(f"{number} is more than {_MOST}.", param, ctx)
        return number


def take_texts_alone(command: click.Command) -> None:
    """Have every option and argument of a command that takes any text refuse what is none; paths are left alone."""
    for param in command.params:
        if param.type is click.STRING:
            param.type = _Text()
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        take_texts_alone(each)


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
reviews_option = click.option(
    "--reviews",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="DISCRETION_REVIEWS",
    help="The folder of the journals, else that beside the store.",
)
oracle_option = click.option("--oracle", metavar="NAME", help="Whose votes to use, where there are several oracles.")
annotators_option = click.option(
    "--annotator", "annotators", metavar="NAME", multiple=True, help="Only this annotator; may be repeated."
)
bootstrap_option = click.option(
    "--bootstrap",
    metavar="N",
    type=click.IntRange(0, 1_000_000),
    default=1000,
    show_default=True,
    help="Replicates for intervals; 0 for none.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


def seed_option(of: str) -> Callable[[Command], Command]:
    """The seed `of` something."""
    return click.option("--seed", metavar="N", type=Whole(0), default=0, show_default=True, help=f"Seed of {of}.")


def reviewer_option(explanation: str) -> Callable[[Command], Command]:
    """The reviewer, and what that is for."""
    return click.option("--reviewer", metavar="NAME", envvar="DISCRETION_REVIEWER", help=explanation)
