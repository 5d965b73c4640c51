"""An error that a reviewer can act on never ends the application, wherever in the interface it arises."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from textual.message import Message
from textual.message_pump import CallbackError, MessagePump
from textual.worker import WorkerFailed

from core.model.errors import DiscretionError
from tui.common.system_errors import said_by_system

_DISPATCH: Final = "_dispatch_message"
Tell = Callable[[DiscretionError], object]


def spare(pump: MessagePump, tell: Tell) -> None:
    """Have a widget, a screen or the application go on with its next message after such an error, which `tell` hears.

    What is raised inside a handler would otherwise end the loop that the messages of a widget go through.
    """
    dispatch: Callable[[Message], Coroutine[Any, Any, None]] = getattr(pump, _DISPATCH)

    async def dispatch_and_go_on(message: Message) -> None:
        try:
            await dispatch(message)
        except (DiscretionError, CallbackError, MemoryError, RuntimeError, OSError) as error:
            told = told_of(error)
            if told is None:
                raise
            tell(told)

    setattr(pump, _DISPATCH, dispatch_and_go_on)


def told_of(error: BaseException) -> DiscretionError | None:
    """What is to be told of an exception, alone or as the library hands it on; None of one that is a fault of ours."""
    if isinstance(error, CallbackError) and error.__context__ is not None:
        return told_of(error.__context__)
    if isinstance(error, WorkerFailed):
        return told_of(error.error)
    said = said_by_system(error)
    if said is not None:
        return DiscretionError(said)
    return error if isinstance(error, DiscretionError) else None
