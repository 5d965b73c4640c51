"""The formats that are declared mappings: a row each, with the columns by which it is known."""

from dataclasses import dataclass
from typing import Final

from core.model.terms import AnnotatorKind


@dataclass(frozen=True, slots=True)
class Declared:
    """One shape of a format: what its columns are, and what their values mean.

    `map` and `values` are as the user would write them. `needs` are columns that must be there too, `left` columns
    that say the same again, `without` columns that must not be there. `whole` shapes have the prompt within both
    responses; the prompt is at `instead` where its own place is empty.
    """

    format: str
    map: str
    values: str = ""
    needs: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    whole: bool = False
    instead: str = ""
    kind: AnnotatorKind | None = None


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


DECLARED: Final = (
    # Before pairs, as objects that text tables write as JSON are texts there.
    Declared("fireworks-dpo", "chosen=chosen.messages,rejected=rejected.messages", whole=True),
    # RewardBench 2 counts its lists of responses, which text tables write as JSON.
    Declared("pairs", "prompt=prompt,chosen=chosen,rejected=rejected", without=_names("num_incorrect")),
    # Whole conversations hold their prompt, whatever else stands beside them.
    Declared("pairs", "chosen=chosen,rejected=rejected", whole=True),
    Declared("pairs", "prompt=question,chosen=chosen,rejected=rejected"),
    Declared("pairs", "prompt=input,chosen=chosen,rejected=rejected"),
    Declared("pairs", "prompt=messages,chosen=chosen,rejected=rejected"),
    Declared("pairs", "prompt=instruction,chosen=chosen_response,rejected=rejected_response"),
    Declared("pairs", "prompt=prompt,chosen=chosen_response,rejected=rejected_response"),
    Declared("pairs", "chosen=chosen,rejected=rejected"),
    Declared("pairs", "prompt=prompt,a=response_a,b=response_b,preference=preference"),
    Declared("pairs", "prompt=prompt,a=response_a,b=response_b,preference=chosen", left=_names("rejected")),
    # A column for each result says who won, and is another format.
    Declared("pairs", "prompt=prompt,a=response_a,b=response_b", without=_names("winner_model_a")),
    Declared("openai-dpo", "prompt=input.messages,chosen=preferred_output,rejected=non_preferred_output"),
    Declared("openpipe-dpo", "prompt=messages.:-1,chosen=messages.-1,rejected=rejected_message"),
    Declared("llamafactory", "prompt=history+instruction+input,chosen=chosen,rejected=rejected"),
    Declared("llamafactory", "prompt=history+instruction,chosen=chosen,rejected=rejected"),
    Declared("llamafactory", "prompt=instruction+input,chosen=chosen,rejected=rejected"),
    Declared("llamafactory", "prompt=instruction,chosen=chosen,rejected=rejected"),
    Declared("llamafactory", "prompt=conversations,chosen=chosen,rejected=rejected"),
    Declared("llamafactory", "chosen=chosen_messages,rejected=rejected_messages", whole=True),
    Declared("icai-csv", "prompt=input,a=text_a,b=text_b,preference=preferred_text"),
    Declared("icai-csv", "prompt=prompt,a=text_a,b=text_b,preference=preferred_text"),
    Declared(
        "helpsteer2-preference",
        "prompt=prompt,a=response_1,b=response_2,preference=preference_strength",
        "a=<0,b=>0,tie=0",
    ),
    Declared("shp", "prompt=history,a=human_ref_a,b=human_ref_b,preference=labels", "a=1,b=0"),
    Declared("webgpt", "prompt=question.full_text,a=answer_0,b=answer_1,preference=score_0:score_1"),
    Declared(
        "summarize-from-feedback",
        "prompt=info.post,a=summaries.0.text,b=summaries.1.text,preference=choice,annotator=worker",
        "a=0,b=1",
        # Of a batch of news, what was summarized is an article.
        instead="info.article",
    ),
    Declared(
        "pku-saferlhf-single",
        "prompt=prompt,a=response_0,b=response_1,preference=better_response_id",
        "a=0,b=1",
        without=_names("safer_response_id"),
    ),
    Declared(
        "pku-saferlhf-single",
        "prompt=prompt,a=response_0,b=response_1,preference=safer_response_id",
        "a=0,b=1",
        without=_names("better_response_id"),
    ),
    Declared(
        "alpaca-eval",
        "prompt=instruction,a=output_1,b=output_2,preference=preference,annotator=annotator",
        "tie=0,tie=1.5,a=1..1.5,b=1.5..2",
        needs=_names("generator_1 generator_2"),
        kind=AnnotatorKind.LLM,
    ),
)
