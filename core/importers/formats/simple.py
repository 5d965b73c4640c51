"""The formats that are declared mappings, as entries of the registry."""

from functools import partial
from typing import Final

from core.importers.containers.records import Records
from core.importers.formats.applying import Defaults, Rules, applied
from core.importers.formats.column_map import ColumnMap
from core.importers.formats.declared import DECLARED
from core.importers.formats.field_path import FieldPath
from core.importers.formats.fitting import completed, fits, fitting
from core.importers.formats.mapped_answers import MappedAnswers
from core.importers.formats.mapping import tells_every_kind
from core.importers.formats.reading import CaseFormat, Meaning, Opening
from core.importers.formats.suggestion import suggestion
from core.importers.formats.ties_beside import refuse_ties
from core.importers.formats.values import Values
from core.importers.options import ImportOptions
from core.model.errors import FormatError

_CHOSEN: Final = Meaning(
    case="each row; A is the chosen response", annotator="human, or as a column names it; prefers A"
)


def _format(name: str, description: str, meaning: Meaning) -> CaseFormat:
    claims, opening = partial(_claims, name), partial(_open, name)
    return CaseFormat(name, description, meaning, claims, opening, needs_claim=False, maps=True)


def _claims(name: str, records: Records) -> bool:
    found = fitting(records)
    return found is not None and found.format == name


def _open(name: str, records: Records, options: ImportOptions) -> Opening:
    """Apply the first shape of the format that fits; raises FormatError where none does."""
    shape = next((shape for shape in DECLARED if shape.format == name and fits(records, shape)), None)
    if shape is None:
        raise FormatError(f"{records.name} is no {name} as it stands: {suggestion(records)}")
    values = options.values or shape.values
    rules = Rules(Values.parse(values) if values else None, options.votes or "", options.margin)
    if "preference=" not in shape.map:
        if options.values is not None:
            raise FormatError(
                f"{records.name} has no column of preferences that --values could be about: leave it out, "
                "or say with --map which column is the preference."
            )
        rules = Rules(None, rules.votes, rules.margin)
    columns = completed(records, shape)
    refuse_ties(records, columns)
    return applied(
        records,
        columns,
        rules,
        Defaults(
            kind=options.kind or shape.kind,
            left=shape.left,
            instead=FieldPath.parse(shape.instead, records.columns) if shape.instead else None,
        ),
    )


def _open_mapped(records: Records, options: ImportOptions) -> Opening:
    """Apply `--map`; raises FormatError where it does not fit the file."""
    return applied(records, ColumnMap.parse(options.map or "", records.columns), _rules(options), Defaults(told=True))


def mapped_answers(records: Records, options: ImportOptions) -> MappedAnswers | None:
    """Apply a `--map` without texts; None where it has some. Raises FormatError where it does not fit the file."""
    columns = ColumnMap.parse(options.map or "", records.columns)
    return MappedAnswers.of(records, columns, _rules(options)) if columns.sides is None else None


def _rules(options: ImportOptions) -> Rules:
    return Rules(None if options.values is None else Values.parse(options.values), options.votes or "", options.margin)


def _tells_every_kind(records: Records, options: ImportOptions) -> bool:
    path = ColumnMap.parse(options.map or "", records.columns).path("kind", records.columns)
    return tells_every_kind(path, records)


MAPPED: Final = CaseFormat(
    name="mapped",
    description="any columns, as --map says",
    meaning=Meaning(
        case="each row, by case=, else by its number",
        annotator="annotator=, else human; prefers by preference= or chosen=",
        principle="each name of --votes",
        vote="what --votes compares",
    ),
    claims=lambda _: False,
    open=_open_mapped,
    maps=True,
    needs_claim=False,
    tells_every_kind=_tells_every_kind,
)

SIMPLE: Final = (
    _format(
        "pairs",
        "prompts with two responses, texts or messages: TRL, axolotl, OpenRLHF, distilabel, tulu, RewardBench 1 …",
        Meaning(
            case="each row, by case_id, comparison_id or a column of ids, else by its number; A is the chosen response",
            annotator="annotator, else human; prefers A, or as preference says",
        ),
    ),
    _format("openai-dpo", "DPO as OpenAI, Azure, Together and Fireworks take it: input, preferred_output", _CHOSEN),
    _format("fireworks-dpo", "Fireworks' cookbook: chosen.messages and rejected.messages", _CHOSEN),
    _format("openpipe-dpo", "OpenPipe: messages and a rejected_message", _CHOSEN),
    _format("llamafactory", "LLaMA-Factory's rankings: alpaca, sharegpt and v1", _CHOSEN),
    _format(
        "icai-csv",
        "the training data of Inverse Constitutional AI: text_a, text_b, preferred_text",
        Meaning(case="each row", annotator="human, by preferred_text"),
    ),
    _format(
        "helpsteer2-preference",
        "HelpSteer2's preferences: response_1, response_2, preference_strength",
        Meaning(case="each row", annotator="human, by preference_strength (negative: response 1), with its strength"),
    ),
    _format(
        "shp",
        "Stanford Human Preferences: two replies to a post",
        Meaning(case="each row", annotator="human, by labels (1: A)"),
    ),
    _format(
        "webgpt",
        "WebGPT's comparisons: two answers with scores",
        Meaning(case="each row", annotator="human, by the higher score, with the gap as strength"),
    ),
    _format(
        "summarize-from-feedback",
        "OpenAI's summaries of posts, compared",
        Meaning(case="each row; rows with the same texts are one", annotator="each worker, by choice"),
    ),
    _format(
        "pku-saferlhf-single",
        "PKU-SafeRLHF of one dimension: better_response_id or safer_response_id",
        Meaning(case="each row", annotator="human, by the id of the better or safer response"),
    ),
    _format(
        "alpaca-eval",
        "AlpacaEval's annotations: two outputs and a preference from 1 to 2",
        Meaning(case="each row", annotator="annotator, an LLM; below 1.5 prefers output 1, with its strength"),
    ),
)
