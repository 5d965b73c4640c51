"""Mappings: what the user says of columns and values, and what is asked where nothing is said."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.importers.entries.conversations import texts_of
from core.importers.entry import Entry, MalformedRowError
from core.importers.formats.column_map import ColumnMap
from core.importers.formats.column_names import beside_pair, wordy
from core.importers.formats.field_path import FieldPath, json_of
from core.importers.formats.fitting import fitting
from core.importers.formats.simple import MAPPED, SIMPLE, mapped_answers
from core.importers.formats.texts import text_of, with_system
from core.importers.formats.values import UNKNOWN, ReadPreference, Values, known
from core.importers.importing import import_file
from core.importers.options import ImportOptions
from core.model.errors import FormatError
from core.model.terms import AnnotatorKind
from core.storage.store import Store
from tests.core.importers.formats.reading_rows import Rows
from tests.core.importers.formats.test_golden import says

PAIR = {"question": "Why?", "answer_1": "So.", "answer_2": "No."}
TEXTS = "prompt=question,a=answer_1,b=answer_2"


def mapped(rows: list[dict[str, Any]], map_: str, values: str | None = None, **more: Any) -> list[Entry]:
    """The entries of rows under a mapping."""
    records = Rows(rows)
    opening = MAPPED.open(records, ImportOptions(map=map_, values=values, **more))
    return [entry for record in records for entry in opening.reading.read(record)]


def said(values: Sequence[object], rules: str | None = None, column: str = "label") -> list[tuple[int, float | None]]:
    """Preference and strength of each value, (9, None) for none."""
    entries = mapped([{**PAIR, column: value} for value in values], f"{TEXTS},preference={column}", rules)
    return [(each.given[0].preference, each.given[0].strength) if each.given else (9, None) for each in entries]


def test_every_part_of_a_case() -> None:
    row = {**PAIR, "rules": "Be brief.", "label": "b", "worker": 7, "what": "llm", "key": 3, "topic": "physics"}
    (entry,) = mapped([row], f"{TEXTS},system=rules,preference=label,annotator=worker,kind=what,case=key")
    assert entry.prompt == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]
    assert (entry.response_a, entry.response_b, entry.case) == ("So.", "No.", "3")
    (given,) = entry.given
    assert (given.preference, given.annotator, given.kind) == (-1, "7", AnnotatorKind.LLM)


def test_chosen_and_rejected_need_no_preference() -> None:
    (entry,) = mapped([{"q": "Why?", "good": "So.", "bad": "No."}], "prompt=q,chosen=good,rejected=bad")
    assert (entry.response_a, [given.preference for given in entry.given]) == ("So.", [1])


def test_parts_of_a_prompt_are_joined() -> None:
    rows: list[dict[str, Any]] = [
        {"i": "Sum up.", "t": "A tale.", "a": "x", "b": "y"},
        {"i": "Sum up.", "t": "", "a": "x", "b": "y"},
    ]
    assert [entry.prompt for entry in mapped(rows, "prompt=i+t,a=a,b=b")] == ["Sum up.\nA tale.", "Sum up."]
    rows[0]["t"] = [{"role": "user", "content": "A tale."}]
    (entry,) = mapped(rows[:1], "prompt=i,prompt=t,a=a,b=b")
    assert entry.prompt == [{"role": "user", "content": "Sum up."}, {"role": "user", "content": "A tale."}]


def test_dotted_paths_and_what_else_is_in_there() -> None:
    row = {"info": {"post": "Why?", "sub": "tea"}, "sums": [{"text": "So.", "by": "m1"}, {"text": "No.", "by": "m2"}]}
    (entry,) = mapped([row], "prompt=info.post,a=sums.0.text,b=sums.1.text")
    assert (entry.prompt, entry.response_a, entry.response_b) == ("Why?", "So.", "No.")
    assert dict(entry.facts) == {"info.sub": "tea", "sums.0.by": "m1", "sums.1.by": "m2"}
    cells = {"info": orjson.dumps(row["info"]).decode(), "sums": orjson.dumps(row["sums"]).decode()}
    (entry,) = mapped([cells], "prompt=info.post,a=sums.0.text,b=sums.1.text")
    assert (entry.prompt, entry.response_b, entry.facts["sums.1.by"]) == ("Why?", "No.", "m2")


def test_a_column_with_a_dot_in_its_name() -> None:
    (entry,) = mapped([{"q": "Why?", "out.a": "So.", "out.b": "No."}], "prompt=q,a=out.a,b=out.b")
    assert (entry.response_a, entry.response_b) == ("So.", "No.")


@pytest.mark.parametrize(
    ("rules", "values", "wanted"),
    [
        ("a=1,b=2,tie=0", [1, "2", 0.0, None, ""], [(1, None), (-1, None), (0, None), (9, None), (9, None)]),
        ("a=good,b=bad,none=skip", ["Good", " bad ", "SKIP"], [(1, None), (-1, None), (9, None)]),
        ("a=true,b=false", [True, False, "True"], [(1, None), (-1, None), (1, None)]),
        ("a=>0,b=<0,tie=0", [2.5, -1, 0, "3"], [(1, 2.5), (-1, -1), (0, 0), (1, 3)]),
        ("a=<4,b=>4,tie=4", [1, 7, 4, 5], [(1, 3), (-1, -3), (0, 0), (-1, -1)]),
        ("a=>=1,b=<=-1,tie=-0.5..0.5", [1, -2, 0.25], [(1, 1), (-1, -2), (0, 0)]),
        ("tie=1.5,a=1..1.5,b=1.5..2", [1, 1.5, 1.9], [(1, 0.5), (0, 0), (-1, -0.4)]),
        ("a=>=5,b=<=3,none=4", [7, 5, 4, 3, 1], [(1, 3), (1, 1), (9, None), (-1, -1), (-1, -3)]),
        ("a=1..3,b=5..7", [1, 3, 5, 7], [(1, 3), (1, 1), (-1, -1), (-1, -3)]),
        ("a=1,a=2,b=3,b=4", [1, 2, 3, 4], [(1, None), (1, None), (-1, None), (-1, None)]),
    ],
)
def test_rules_of_values(rules: str, values: list[object], wanted: list[tuple[int, float | None]]) -> None:
    found = said(values, rules)
    assert [preference for preference, _ in found] == [preference for preference, _ in wanted]
    assert [strength for _, strength in found] == pytest.approx([strength for _, strength in wanted])


@pytest.mark.parametrize(
    ("rules", "value"), [("a=1,b=2", 3), ("a=good,b=bad", "fair"), ("a=>0,b=<2", 1), ("a=1,b=0", True)]
)
def test_a_value_that_the_rules_do_not_cover(rules: str, value: object) -> None:
    with pytest.raises(MalformedRowError, match=f'label is "{value}", which {rules} covers nowhere or twice'):
        said([value], rules)


@pytest.mark.parametrize("rules", ["a", "a=", "c=1", "a=1,,b=2", "1=a"])
def test_rules_that_are_none(rules: str) -> None:
    with pytest.raises(FormatError, match=r"is not understood at .*: write it like a=1,b=2,tie=0"):
        Values.parse(rules)


def test_one_hot_columns() -> None:
    rows = [
        {**PAIR, "won_a": a, "won_b": b, "even": t} for a, b, t in ((1, 0, 0), ("0", "1.0", "false"), (False, 0, True))
    ]
    entries = mapped(rows, TEXTS, "a=won_a,b=won_b,tie=even")
    assert [entry.given[0].preference for entry in entries] == [1, -1, 0]
    with pytest.raises(MalformedRowError, match="2 of won_a, won_b, even are set where one should be"):
        mapped([{**PAIR, "won_a": 1, "won_b": 1, "even": 0}], TEXTS, "a=won_a,b=won_b,tie=even")


def test_two_columns_are_compared() -> None:
    rows = [{**PAIR, "s1": one, "s2": two} for one, two in ((3, 1), (1, "2.5"), (2, 2), (None, 1), ("N/A", 1))]
    entries = mapped(rows, f"{TEXTS},preference=s1:s2")
    assert [[(each.preference, each.strength) for each in entry.given] for entry in entries] == [
        [(1, 2)],
        [(-1, -1.5)],
        [(0, 0)],
        [],
        [],
    ]
    assert mapped(rows, f"{TEXTS},preference=s1:s2", margin=2)[0].given[0].preference == 0
    with pytest.raises(MalformedRowError, match='s1 is "good" and not a number'):
        mapped([{**PAIR, "s1": "good", "s2": 1}], f"{TEXTS},preference=s1:s2")


def test_votes() -> None:
    rows: list[dict[str, Any]] = [
        {**PAIR, "h1": 4, "h2": 3.5, "safer": "b"},
        {**PAIR, "h1": 1, "h2": None, "safer": ""},
    ]
    options = ImportOptions(map=TEXTS, votes="helpful=h1:h2,safe=safer", margin=0.5)
    records = Rows(rows)
    opening = MAPPED.open(records, options)
    assert [(each.id, each.name) for each in opening.principles] == [("helpful", "helpful"), ("safe", "safe")]
    votes = [
        [(vote.principle, vote.preference) for vote in entry.votes]
        for r in records
        for entry in opening.reading.read(r)
    ]
    assert votes == [[("helpful", 0), ("safe", -1)], []]


@pytest.mark.parametrize(
    ("map_", "words"),
    [
        ("question", "is not understood at"),
        ("prompt=q,x=y", "is not understood at"),
        ("prompt=q,a=x", "names a and not b"),
        ("prompt=q,a=x,b=y,chosen=x,rejected=y", "names both a, b and chosen, rejected"),
        ("a=x,b=y", "names no prompt: add prompt=COLUMN"),
        ("prompt=q", "names no responses"),
        ("prompt=q,chosen=x,rejected=y,preference=z", "names chosen and a preference too"),
        ("prompt=q,a=x,a=z,b=y", "names a twice"),
    ],
)
def test_maps_that_are_none(map_: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        ColumnMap.parse(map_)


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(
        FormatError, match=r"rows\.jsonl has no column reply: its columns are question, answer_1, answer_2"
    ):
        mapped([PAIR], "prompt=question,a=answer_1,b=reply")
    with pytest.raises(FormatError, match=r"has nothing at question\.text"):
        mapped([PAIR], "prompt=question.text,a=answer_1,b=answer_2")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("a A response_a model_a left first text_a [[A]] A-is-clearly-better", 1),
        ("b B response_b model_b right second Assistant_B b-is-slightly-better", -1),
        ("tie Tie both neither equal both_bad tie(bothbad) same", 0),
    ],
)
def test_words_that_can_mean_one_thing_alone(words: str, wanted: int) -> None:
    for word in words.split():
        found = known(word)
        assert isinstance(found, ReadPreference)
        assert found.preference == wanted, word


@pytest.mark.parametrize("word", ["**A**", " (a) ", "Response A.", "\u201cA\u201d", "'a'", "A\u00a0", "model-a"])
def test_marks_around_a_word_say_nothing(word: str) -> None:
    assert known(word) == ReadPreference(1)


@pytest.mark.parametrize("word", ["1", 0, True, "none", "yes", "c", "better", "response_1", "good"])
def test_words_that_are_asked_about(word: object) -> None:
    assert known(word) is UNKNOWN


def test_a_row_that_is_set_aside_brings_nothing(tmp_path: Path) -> None:
    store, sink = tmp_path / "store.duckdb", tmp_path / "bad.csv"
    (tmp_path / "pairs.jsonl").write_text('{"prompt":"p","chosen":"c","rejected":"r"}\n')
    (tmp_path / "principles.txt").write_text("Be kind\n")
    (tmp_path / "said.csv").write_text("cid,pref,who,kindness\n0,a,y,a\n0,b,z,b\n0,b,x,a\n")
    for name in ("pairs.jsonl", "principles.txt"):
        import_file(tmp_path / name, store)
    options = ImportOptions(map="case=cid,preference=pref,annotator=who", votes="Be kind=kindness", skip_bad=sink)
    outcome = import_file(tmp_path / "said.csv", store, options).outcome
    assert outcome.rejected == 1
    with Store.open(store) as opened:
        assert says(opened) == {"human": "A", "y": "A", "x": "B"}


@pytest.mark.parametrize(
    "word",
    ["A更差", "不选A", "A_хуже", "!A", "≠A", "¬A", "~A", "-A", "A-", "A+", "A?", "A👎", "A❌", "A̸", "tié", "both不"],
)
def test_what_can_turn_a_word_round_is_asked_about(word: str) -> None:
    assert known(word) is UNKNOWN


def test_a_minus_one_far_down_settles_what_0_and_1_mean() -> None:
    assert [preference for preference, _ in said([0, 1] * 40 + [-1])][-3:] == [0, 1, -1]
    with pytest.raises(FormatError, match="label holds 0 and 1, which can be read in more than one way"):
        said([0, 1] * 40)


def test_words_of_which_none_is_known_are_asked_about() -> None:
    with pytest.raises(FormatError, match=r"holds bad and good, .* say which is which with --values a=VALUE,b=VALUE"):
        said(["good", "bad"])
    with pytest.raises(
        MalformedRowError, match=r'label is "good", which is no word for a, b or a tie; say with --values'
    ):
        said(["a", "good"])
    assert said(["answer_1", "answer_2"]) == [(1, None), (-1, None)]


def test_answers_alone_are_for_cases_that_are_there(tmp_path: Path) -> None:
    store, cases, answers = tmp_path / "s.duckdb", tmp_path / "cases.csv", tmp_path / "crowd.csv"
    cases.write_text("id,prompt,response_a,response_b\nk1,p,a,b\nk2,q,a,b\n")
    answers.write_text("item,who,pick,ha,hb\nk1,ann,1,3,1\nk2,ann,2,2,2\nk1,bob,2,,\nk9,bob,1,1,2\n")
    options = ImportOptions(map="case=item,preference=pick,annotator=who", values="a=1,b=2", votes="help=ha:hb")
    import_file(cases, store)
    outcome = import_file(answers, store, options).outcome
    assert (outcome.read, outcome.kept, outcome.unknown) == (4, 4, 1)
    with Store.open(store) as opened:
        assert says(opened) == {"ann": "AB", "bob": "B."}
        assert opened.votes(opened.oracles()[0], 1).tolist() == [[1], [0]]
    assert mapped_answers(Rows([PAIR]), ImportOptions(map=TEXTS)) is None
    answers.write_text("item,pick\nk9,1\n")
    with pytest.raises(FormatError, match=r"it names case k9, where the store has k1"):
        import_file(answers, store, ImportOptions(map="case=item,preference=pick", values="a=1,b=2"))


@pytest.mark.parametrize(
    ("none", "pairs"), [([], [["Hi", "Hello."]]), ("[]", '[["Hi", "Hello."]]'), (None, [["Hi", "Hello."]])]
)
def test_a_history_goes_before_the_prompt(none: object, pairs: object) -> None:
    row = {"instruction": "Sum up", "input": "text", "chosen": "yes", "rejected": "no", "system": "Be calm."}
    rows = Rows([row | {"history": none}, row | {"history": pairs}])
    shape = fitting(rows)
    assert shape is not None
    opening = next(each for each in SIMPLE if each.name == shape.format).open(rows, ImportOptions())
    prompts = [texts_of(entry).prompt for record in rows for entry in opening.reading.read(record)]
    assert prompts == [
        "System: Be calm.\n\nHuman: Sum up\ntext",
        "System: Be calm.\n\nHuman: Hi\n\nAssistant: Hello.\n\nHuman: Sum up\ntext",
    ]


def test_names_of_parts_are_read_in_any_case() -> None:
    (entry,) = mapped([{**PAIR, "label": "b"}], "Prompt=Question,A=ANSWER_1,b=answer_2,Preference=label")
    assert (entry.response_a, entry.given[0].preference) == ("So.", -1)


def test_cases_that_are_said_to_have_no_prompt_are_annotated(tmp_path: Path) -> None:
    file, store = tmp_path / "pairs.csv", tmp_path / "s.duckdb"
    file.write_text("x,y,label\nSo.,No.,a\nYes.,Nay.,b\n")
    import_file(file, store, ImportOptions(map="prompt=,a=x,b=y,preference=label"))
    with Store.open(store) as opened:
        assert says(opened) == {"human": "AB"}


def test_messages_as_python_prints_them() -> None:
    """Tables of pandas have them so."""
    printed = "[{'role': 'user', 'content': \"it's\"}]", "[{'role': 'assistant', 'content': None}]"
    assert [json_of(text) for text in printed] == [
        [{"role": "user", "content": "it's"}],
        [{"role": "assistant", "content": None}],
    ]
    for text in ("{'a', 'b'}", "['a'", "{'a': b}", "(1, 2)", "['a'] is a list", "it's"):
        assert json_of(text) == text
    with pytest.raises(MalformedRowError, match=r"^prompt holds messages as NumPy prints them: write them as JSON$"):
        text_of("[{'role': 'user', 'content': 'q'}\n {'role': 'assistant', 'content': 'a'}]", "prompt")


@pytest.mark.parametrize(
    ("system", "said"), [('{"tone": "calm"}', '{"tone": "calm"}'), ('["Be", " calm"]', "Be calm"), (" ", None)]
)
def test_what_a_system_says(system: str, said: str | None) -> None:
    prompt, _, _ = with_system(system, "q", ("a", "b"))
    assert prompt == ("q" if said is None else [{"role": "system", "content": said}, {"role": "user", "content": "q"}])


def test_chosen_and_rejected_are_refused_while_a_column_of_sentences_may_be_the_prompt(tmp_path: Path) -> None:
    row = {"task": "Why is tea hot?", "chosen": "It is.", "rejected": "No.", "rationale": "It says why it is."}
    path = tmp_path / "rows.jsonl"
    path.write_bytes(orjson.dumps(row))
    with pytest.raises(FormatError) as caught:
        import_file(path, tmp_path / "store.duckdb")
    line = str(caught.value).partition("Say what is what: ")[2]
    assert line == f"discretion import {path} --map prompt=task,chosen=chosen,rejected=rejected"
    assert wordy(Rows([row, row | {"task": "Name a tea"}]), ("chosen", "rejected")) == ["task"]
    assert wordy(Rows([row | {"task": "tea"}]), ("chosen", "rejected")) == []


def test_two_models_responses_are_told_by_their_names() -> None:
    row = {"model_a": "m", "model_b": "n", "model_a_response": "x", "model_b_response": "y"}
    assert beside_pair(Rows([row])) == ("model_a_response", "model_b_response")


def test_a_place_that_no_list_has_is_a_name() -> None:
    huge = "9" * 5_000
    assert FieldPath.parse(f"l.{huge}").of({"l": {huge: "x"}}) == "x"
    assert FieldPath.parse(f"l.-{huge}").of({"l": ["x"]}) is None
