"""Files that judge cases without their texts: known, so that the refusal can say what to import instead."""

from collections.abc import Callable
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.reading import CaseFormat, Meaning, Opening
from core.importers.options import ImportOptions
from core.model.errors import FormatError


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
