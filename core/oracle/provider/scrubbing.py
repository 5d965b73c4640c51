"""Keys never leave the process: they are taken out of every text that a server or a library hands us."""

import os
import re
from base64 import b64encode
from collections.abc import Iterable
from html.entities import html5
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

_KEPT_NAME: Final = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)S?$", re.IGNORECASE)
_KEY_SHAPE: Final = r"\bsk-[\w*.-]+|\b(?i:bearer|basic)\s+[\w*.~+/=-]+"
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_SHORTEST: Final = 6
_TELLING: Final = 12
_PUT: Final = "(key)"
_AMP: Final = "&(?:amp;){0,4}"
_LONG_SEGMENT: Final = 16
_RANDOM: Final = re.compile(r"\d|[a-z][A-Z]|[A-Z][a-z]+[A-Z]")
"""What words in the path of an address do not have, and keys do."""


class Scrubber:
    """Takes known secrets out of texts, also where a text was cut off in the middle of one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {
            form for each in secrets if len(each) >= _SHORTEST for form in (each, quote(each, safe=""), _base64(each))
        }
        longest_first = sorted(known, key=len, reverse=True)
        whole = [_however_escaped(each) for each in longest_first]
        begun = [rf"{_however_escaped(each[:_TELLING])}\S*" for each in longest_first if len(each) > _TELLING]
        self._known = re.compile("|".join([*whole, *begun]) or r"(?!)")
        self._any = re.compile("|".join([*whole, *begun, _KEY_SHAPE]))

    def answer(self, text: str) -> str:
        """Take the known secrets out of what a model said."""
        return self._known.sub(_PUT, _SURROGATES.sub("\ufffd", text))

    def message(self, text: str) -> str:
        """Take the known secrets, and whatever has the shape of one, out of an error."""
        return self._any.sub(_PUT, _SURROGATES.sub("\ufffd", text))


def _base64(secret: str) -> str:
    return b64encode(secret.encode("utf-8", "surrogateescape")).decode().rstrip("=")


def _however_escaped(secret: str) -> str:
    """A pattern for a secret as JSON, addresses and HTML may write it, and texts of these within one another."""
    return "".join(each if each.isalnum() and each.isascii() else _escaped(each) for each in secret)


def _escaped(sign: str) -> str:
    code, itself = ord(sign), re.escape(sign)
    units = "".join(rf"\\{{1,8}}u{unit.hex()}" for unit in _pairs(sign.encode("utf-16-be", "surrogatepass")))
    encoded = "".join(f"%(?:25){{0,4}}{byte:02x}" for byte in sign.encode("utf-8", "surrogateescape"))
    named = "".join(f"|{_AMP}{re.escape(name)}" for name, means in html5.items() if means == sign)
    return rf"(?i:\\{{0,8}}{itself}|{units}|{encoded}|{_AMP}#0{{0,6}}{code};|{_AMP}#x0{{0,6}}{code:x};{named})"


def _pairs(data: bytes) -> list[bytes]:
    return [data[place : place + 2] for place in range(0, len(data), 2)]


def secrets_at_hand(api_key: str | None, api_base: str | None) -> list[str]:
    """Everything that must not be shown: the key in use, keys in the environment, and what the address hides."""
    found = [value for name, value in os.environ.items() if _KEPT_NAME.search(name)]
    if api_key:
        found.append(api_key)
    return found + (_hidden_in(api_base) if api_base else [])


def _hidden_in(address: str) -> list[str]:
    """What an address may hide: its user and password, its query and each value in it, and path segments like keys."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return [address]
    values = [value for _, value in parse_qsl(parts.query)]
    raw = [each.partition("=")[2] for each in parts.query.split("&")]
    segments = [each for each in parts.path.split("/") if len(each) >= _LONG_SEGMENT and _RANDOM.search(each)]
    found = [parts.username, parts.password, parts.query, parts.fragment, *values, *raw, *segments]
    return [form for each in found if each for form in (each, unquote(each))]


def host_of(api_base: str) -> str:
    """The host and port of an address, without credentials, path or query."""
    return urlsplit(api_base if "//" in api_base else f"//{api_base}").netloc.rpartition("@")[2]
