"""Processes of their own that need not import again what takes long to import."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from typing import Any, Final

from tests.campaigns import faults

SLOW: Final = (
    *("litellm", "openai.resources", "core.oracle.run.run", "tui.cli.judging.command"),
    *("tui.cli.review", "tui.app.app", "tui.screens.dialogs.leads", "textual.drivers.linux_driver"),
    *("tui.cli.import_", "tui.cli.export", "tui.cli.report", "tui.cli.info", "core.exporters.report.html"),
)


def started(target: Callable[..., None], *args: Any) -> ForkServerProcess:
    """Start a process, forked from a server process that has imported what is slow, once for all tests of a worker."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(SLOW))
    with faults.loaded():
        forkserver.ensure_running()
    process = context.Process(target=target, args=args)
    process.start()
    return process
