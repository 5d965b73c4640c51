"""Untrusted text on its way into the HTML report: as markup, as a label of a figure, and inside a script element."""

from html import escape
from typing import Final

import orjson

from core.model.safe_text import inert_line

_IN_SCRIPT: Final = ((b"&", rb"\u0026"), (b"<", rb"\u003c"), (b">", rb"\u003e"))


def shown(text: str, limit: int | None = None) -> str:
    """Give a text as HTML that shows just that text, in an element or in a quoted attribute."""
    return escape(inert_line(text, limit))


def label(text: str, limit: int | None = None) -> str:
    """Give a text as a figure's label that shows just that text.

    Labels have a markup of their own: tags such as `<b>`, `<br>` and `<a href>`, and the entities written here.
    """
    return escape(inert_line(text, limit), quote=False)


def script_json(value: object) -> str:
    """Give a value as JSON in which nothing can end the script element around it or open a comment."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    for mark, written in _IN_SCRIPT:
        text = text.replace(mark, written)
    return text.decode()
