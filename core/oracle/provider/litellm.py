"""Importing litellm, which takes a while, so that it says and sends nothing of its own accord."""

import logging
import os
import warnings
from typing import Any

from core.model.errors import OracleError


def litellm_quietly() -> Any:  # noqa: ANN401
    """Import litellm without network, prints or telemetry; OracleError if it cannot be loaded."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("LITELLM_TELEMETRY", "False")
    try:
        import litellm
    except Exception as error:  # its imports run code of many other packages
        why = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise OracleError(
            f"litellm, by which a model is asked, cannot be loaded ({why}): "
            "install it anew with pip install --force-reinstall 'litellm!=1.107.*'."
        ) from error
    warnings.filterwarnings("ignore", r"Items? .* on TypedDict class", UserWarning)  # of litellm's own types
    warnings.filterwarnings("ignore", r"coroutine '\w+\.acompletion' was never awaited", RuntimeWarning)  # one dropped
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)  # of what servers send; we read it
    litellm.suppress_debug_info = True
    litellm.drop_params = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # it writes to standard error, requests included
    return litellm


def reasons(model: str, effort: str | None) -> bool:
    """Whether a model thinks before it answers, as far as litellm knows; some do only if they are asked to."""
    if effort is not None:
        return effort != "none"
    return "claude" not in model and bool(litellm_quietly().supports_reasoning(model=model))
