"""JSON for other programs, on a terminal too."""

import click
import orjson

from core.model.safe_text import json_inert


def echo_json(document: object, option: int = 0) -> None:
    """Print a document, indented; `option` is more of what orjson is to do."""
    click.echo(json_inert(orjson.dumps(document, option=orjson.OPT_INDENT_2 | option).decode()))
