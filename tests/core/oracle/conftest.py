"""One server for all tests over HTTP: a process of its own, told anew how to behave by each test."""

from collections.abc import Iterator

import pytest

from tests.core.oracle.asked import rule
from tests.core.oracle.server import Behaviour, Server, serving


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    with serving(rule) as server:
        yield server


@pytest.fixture
def server(shared_server: Server) -> Server:
    """The server, behaving well and having counted nothing."""
    shared_server.behave(Behaviour())
    return shared_server
