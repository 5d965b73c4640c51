"""Files that judge cases without their texts: known, so that the refusal can say what to import instead."""

from collections.abc import Callable
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.reading import CaseFormat, Meaning, Opening
from core.importers.options import ImportOptions
from core.model.errors import FormatError

_MT_BENCH: Final = frozenset({"question_id", "model_1", "model_2", "g1_winner", "g2_winner"})


def _is_mt_bench(records: Records) -> bool:
    return set(records.columns) >= _MT_BENCH


def _is_icai_votes(records: Records) -> bool:
    """Tell whether the only column but an index holds Python's dictionaries, as ICAI writes its votes."""
    others = set(records.columns) - {"", "index", "unnamed: 0"}
    return others == {"votes"} and all(
        str(record.fields.get("votes", "")).strip().startswith("{") for record in records.head
    )


def _refusing(why: str) -> Callable[[Records, ImportOptions], Opening]:
    def refuse(records: Records, _options: ImportOptions) -> Opening:
        raise FormatError(f"{records.name} {why}")

    return refuse


JUDGEMENTS: Final = CaseFormat(
    name="mtbench-judgements",
    description="MT-bench's judgements by GPT-4, which hold no texts: refused with what to import instead",
    meaning=Meaning(case="-", annotator="-"),
    claims=_is_mt_bench,
    open=_refusing(
        "judges MT-bench's answers and has no texts: import those with their conversations instead, "
        "hf:lmsys/mt_bench_human_judgments:gpt4_pair."
    ),
)
VOTES: Final = CaseFormat(
    name="icai-votes",
    description="ICAI's votes by comparison, which hold no texts: refused with what to import instead",
    meaning=Meaning(case="-", annotator="-"),
    claims=_is_icai_votes,
    open=_refusing(
        "says whether principles agree with the preferred text, not which text they prefer: "
        "import the annotated pairs of the same run instead, the JSON that has annotators and comparisons."
    ),
)
