"""A dataset of the Hugging Face hub, fetched beside us and read from the Arrow files that it is left in."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

from core.importers.containers.data_place import DataPlace
from core.model.errors import FormatError
from core.model.safe_text import inert_line

_NAME: Final = re.compile(r"hf:(?P<name>[^@:]+)(?:@(?P<revision>[^:]+))?(?::(?P<split>\w[\w.-]*))?")
_CHILD: Final = """
import json, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path[:] = json.loads(sys.argv[1])
from core.importers.containers.fetching import main
main(json.loads(sys.argv[2]))
"""
"""The program of the process beside us: the same packages, whatever folder it is started in; it ends as we end."""


def hub_place(typed: str) -> DataPlace:
    """Fetch what `hf:owner/name[@revision][:split]` names; raises FormatError, one sentence with what to type."""
    shown = inert_line(typed)
    parts = _NAME.fullmatch(typed)
    if parts is None:
        raise FormatError(
            f"{shown} is no name of a dataset: write hf:owner/name, hf:owner/name@revision:split or between."
        )
    name = parts["name"]
    if not name.startswith("/") and os.path.lexists(name):  # the library takes a path for one before it asks the hub
        raise FormatError(
            f"{shown} would be read from {inert_line(name)} in this folder and not from the hub: "
            "import that by its path, or the dataset from another folder."
        )
    files = _fetched_beside(shown, name, parts["revision"], parts["split"])
    names = tuple(f"{shown}, file {n}" for n in range(1, len(files) + 1)) if len(files) > 1 else (shown,)
    return DataPlace(shown, name.rstrip("/").rpartition("/")[2], shown, tuple(files), names)


def _fetched_beside(shown: str, *wanted: str | None) -> list[Path]:
    """Let a process of its own fetch it: what reads the hub's files ends its process where JSON nests too deep."""
    program = [sys.executable, "-P", "-c", _CHILD, json.dumps(sys.path), json.dumps([shown, *wanted])]
    try:
        with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603 - our own
            told = child.stdout.read() if child.stdout else b""
    except OSError as error:
        raise FormatError(f"{shown} cannot be fetched, for no process can be started ({error.strerror}).") from error
    if child.returncode != 0:
        how = signal.Signals(-child.returncode).name if child.returncode < 0 else f"status {child.returncode}"
        raise FormatError(
            f"{shown} cannot be loaded (what reads it ended by {how}): download its files and import those."
        )
    said = json.loads(told.rpartition(b"\n")[2])
    if isinstance(said, str):
        raise FormatError(said)
    return [Path(each) for each in said]
