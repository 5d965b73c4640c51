"""How servers say what is wrong, in small letters: what stands in an error of theirs tells what it means."""

from typing import Final

NO_CREDIT: Final = (
    "insufficient_quota",
    "insufficient credit",
    "insufficient balance",
    "insufficient funds",
    "credit balance",
    "out of credits",
    "billing_hard_limit",
    "billing hard limit",
    "credits exhausted",
    "budget has been exceeded",
    "exceededbudget",
    "budget_exceeded",
)
PLAN_QUOTA: Final = "exceeded your current quota"
"""No credit, unless the server says in how many seconds there will be."""
NO_MODEL: Final = (
    "invalid model name",
    "invalid model:",
    "is not a valid model",
    "model identifier is invalid",
    "model_not_found",
    "unknown model",
    "no such model",
)
"""What servers and proxies say with a 400 that have no such model."""
MODERATION: Final = (
    "moderation",
    "moderated",
    "flagged",
    "content policy",
    "content_policy",
    "content filter",
    "content_filter",
    "content management",
    "safety",
)
FILTERED: Final = (
    "content_filter",
    "content filter",
    "content_policy",
    "content policy",
    "content management policy",
    "contentpolicyviolation",
    "responsibleaipolicyviolation",
    "moderation",
    "flagged",
    "data_inspection_failed",
    "inappropriate content",
    "prohibited content",
    "prohibited_content",
    "usage policy",
    "usage policies",
    "safety system",
    "guardrail",
)
"""What a 400 says that stands for a refusal."""
TOO_LONG: Final = (
    "context_length_exceeded",
    "maximum context length",
    "context length",
    "context window",
    "context size",
    "exceed_context_size",
    "prompt is too long",
    "input is too long",
    "too many tokens",
    "max_prompt_tokens",
    "string_above_max_length",
)
OF_FORM: Final = (
    "response_format",
    "response format",
    "responseformat",
    "json_schema",
    "json schema",
    "jsonschema",
    "response_schema",
    "responseschema",
    "response_mime_type",
    "responsemimetype",
    "response mime type",
    "output_format",
    "output_config",
    "structured output",
    "structured_output",
    "text.format",
    "json mode",
    "json_mode",
    "generate json",
    "json_validate",
    "guided_",
    "guided decoding",
    "grammar",
)
"""What a refusal names that is about the form of an answer."""
NO_KEY: Final = ("missing credentials", "api key", "api_key")
WANTS_KEY: Final = ("no api key", "missing api key", "api key is missing", "provide an api key")
"""What some say with another status than 401 to whom sends no key."""
UNKNOWN_KEY: Final = ("no connected db",)
"""What litellm's proxy says with a 400 to whom sends none, or one that it does not know."""
