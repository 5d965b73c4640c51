"""Processes of their own that need not import again what takes long to import."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from typing import Any, Final

SLOW: Final = (
    *("litellm", "openai.resources", "core.oracle.run.run", "tui.cli.judging.command"),
    *("tui.cli.review", "tui.app.app", "tui.screens.dialogs.leads", "textual.drivers.linux_driver"),
)


def started(target: Callable[..., None], *args: Any) -> ForkServerProcess:
    """Start a process, forked from a server process that has imported what is slow, once for all tests of a worker."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(SLOW))
    process = context.Process(target=target, args=args)
    process.start()
    return process
