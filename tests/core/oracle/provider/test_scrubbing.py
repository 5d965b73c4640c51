"""Keys are taken out of texts, whole, cut off, or as they stand in an address."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.oracle.provider.scrubbing import Scrubber, host_of, secrets_at_hand

KEY = "canary-4f1c/9d+ZZ-very-secret"


@given(before=st.text(), after=st.text(), cut=st.integers(13, len(KEY)))
def test_a_key_is_taken_out_wherever_it_stands_and_wherever_it_was_cut(before: str, after: str, cut: int) -> None:
    scrubber = Scrubber([KEY])
    for cleaned in (scrubber.message(before + KEY + after), scrubber.answer(before + KEY + after)):
        assert KEY not in cleaned
    assert KEY[:13] not in scrubber.message(before + KEY[:cut])
    assert quote(KEY, safe="") not in scrubber.answer(quote(KEY, safe=""))


@pytest.mark.parametrize(
    "text", ["Incorrect API key provided: sk-proj-ab***xyz9.", "Authorization: Bearer abc.def-1", "basic dXNlcjpwYXNz"]
)
def test_what_has_the_shape_of_a_key_is_taken_out_of_an_error(text: str) -> None:
    cleaned = Scrubber([]).message(text)
    assert "(key)" in cleaned
    assert not any(part in cleaned for part in ("ab***", "abc.def", "dXNl"))


SIGNS = "Zm/9abc+dE\"FGH=56&78<ij>k'1 2é34"


@pytest.mark.parametrize(
    "write",
    [
        lambda key: key.replace("/", "\\/"),
        lambda key: json.dumps(key)[1:-1],
        lambda key: json.dumps(json.dumps(key.replace("/", "\\/")))[3:-3],
        lambda key: "".join(each if each.isalnum() and each.isascii() else f"\\u{ord(each):04X}" for each in key),
        lambda key: quote(key, safe=""),
        lambda key: quote(key, safe="").lower().replace("zm", "Zm").replace("de", "dE").replace("fgh", "FGH"),
        lambda key: quote(quote(key, safe=""), safe=""),
        html.escape,
        lambda key: html.escape(html.escape(key)),
        lambda key: key.replace("/", "&#x2F;").replace("=", "&#61;").replace("+", "&#x2b;"),
        lambda key: key.replace("/", "&sol;").replace("'", "&apos;").replace("&", "&amp;"),
        lambda key: base64.b64encode(key.encode()).decode(),
    ],
)
def test_a_key_is_taken_out_however_a_server_escapes_it(write: Callable[[str], str]) -> None:
    scrubber = Scrubber([SIGNS])
    for cleaned in (scrubber.message(f'{{"auth":"{write(SIGNS)}"}}'), scrubber.answer(f'{{"auth":"{write(SIGNS)}"}}')):
        assert cleaned in ('{"auth":"(key)"}', '{"auth":"(key)=="}', '{"auth":"(key)="}')
    assert "Zm" not in scrubber.message(f"cut off {write(SIGNS)[:40]}")


def test_an_answer_without_secrets_stays_as_it_is_but_for_what_no_file_can_hold() -> None:
    assert Scrubber([KEY, "", "B"]).answer("B: ask for a basic bearer token") == "B: ask for a basic bearer token"
    assert Scrubber([]).answer("a\ud800b") == "a\ufffdb"


def test_the_environment_and_the_address_are_searched_for_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMEBODYS_API_KEY", "first-secret")
    monkeypatch.setenv("SOMEBODYS_NAME", "not-a-secret")
    address = "https://user:third-secret@host:8000/v1?token=fourth-secret&b=fi%2Ffth-secret#sixth-secret"
    found = secrets_at_hand("second-secret", address)
    known = {"first-secret", "second-secret", "user", "third-secret", "fourth-secret", "fi/fth-secret", "sixth-secret"}
    assert known <= set(found)
    assert "not-a-secret" not in found


@pytest.mark.parametrize("secret", ["SECRET", "a%2Fb-SECRET", "a/b-SECRET"])
def test_a_value_in_the_query_of_an_address_is_a_secret_on_its_own(secret: str) -> None:
    scrubber = Scrubber(secrets_at_hand(None, f"http://host/v1?a=1&key={secret}"))
    assert scrubber.message(f"the key {secret} is not known") == "the key (key) is not known"


@pytest.mark.parametrize(
    ("segment", "hidden"),
    [
        ("4f1c9d0a77b2e6c3", True),
        ("AbCdEfGhIjKlMnOpQr", True),
        ("chat-completions-gateway", False),
        ("v1", False),
        ("short4f1c", False),
    ],
)
def test_long_segments_of_the_path_that_look_random_are_secrets(segment: str, hidden: bool) -> None:
    scrubber = Scrubber(secrets_at_hand(None, f"http://host/proxy/{segment}/v1"))
    assert (scrubber.message(f"no {segment} here") == "no (key) here") is hidden


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://user:pass@host.example:8000/v1?token=x", "host.example:8000"),
        ("http://127.0.0.1:1/v1", "127.0.0.1:1"),
        ("user:pass@host/v1", "host"),
    ],
)
def test_a_host_is_told_without_credentials_and_query(address: str, host: str) -> None:
    assert host_of(address) == host
