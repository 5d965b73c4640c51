"""When garbage is collected: never while somebody waits for what is being made, which mostly stays."""

import gc
from typing import Final

THRESHOLDS: Final = (5_000, 20, 100)
"""Collections of everything are rare: each goes through all objects, which takes as long as several repaints."""


def pause() -> None:
    """Collect nothing for now: going through all that the imports make takes as long as a paint, each time."""
    gc.disable()


def resume() -> None:
    """Collect again, where it was put off."""
    if not gc.isenabled():
        gc.set_threshold(*THRESHOLDS)
        gc.enable()
        gc.freeze()


def exempt() -> None:
    """Leave a screen that was just made, and stays, out of collections too, where start-up is left out."""
    if gc.get_freeze_count():
        gc.freeze()


def restore() -> None:
    """Take up what was left out, so that the end of the process finds everything."""
    gc.enable()
    gc.unfreeze()
