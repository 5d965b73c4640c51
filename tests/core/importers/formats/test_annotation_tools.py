"""Exports of annotation tools: Label Studio, Argilla 1 and 2, Prodigy."""

import json
from typing import Any

import pytest

from core.importers.entry import MalformedRowError
from core.importers.formats import argilla, label_studio, label_studio_min, prodigy
from core.model.errors import FormatError
from tests.core.importers.formats.reading_rows import Rows, read


def annotation(by: object, *selected: object, tags: str = "x,y", **more: object) -> dict[str, Any]:
    results = [
        {"from_name": "any", "to_name": tags, "type": "pairwise", "value": {"selected": each}} for each in selected
    ]
    return {"completed_by": by, "result": results, "was_cancelled": False, **more}


def task(*annotations: dict[str, Any], **data: object) -> dict[str, Any]:
    texts = data or {"topic": "tea", "question": "Black or green?", "reply_a": "Black.", "reply_b": "Green."}
    return {"id": 31, "data": texts, "annotations": list(annotations)}


def test_label_studio_has_one_annotator_for_each_that_completed() -> None:
    other = {"type": "choices", "value": {"choices": ["fine"]}}
    rows = [
        task(
            annotation(1, "left") | {"result": [*annotation(1, "left")["result"], other]},
            annotation({"id": 2, "email": "kim@example.org"}, "right"),
            annotation(3, "right", was_cancelled=True),
            annotation(4),
        )
    ]
    found = read(label_studio.FORMAT, rows)
    assert found.cases == [("31", "Black or green?", "Black.", "Green.")]
    assert found.given == [{"1": 1, "kim@example.org": -1}]
    assert found.facts == [{"topic": "tea"}]


def test_label_studio_data_may_be_called_as_the_tags_are() -> None:
    row = task(annotation(1, "right", tags="second,first"), first="One.", second="Two.")
    found = read(label_studio.FORMAT, [row])
    assert found.cases == [("31", "", "Two.", "One.")]
    assert (found.given, found.entries[0].promptless) == ([{"1": -1}], True)


@pytest.mark.parametrize(
    ("tags", "a_is_left"),
    [("x,y", True), ("x, y", True), ("y,x", False), ("reply_a,reply_b", True), ("reply_b , reply_a", False)],
)
def test_label_studio_selections_are_among_their_own_tags(tags: str, *, a_is_left: bool) -> None:
    later = task(annotation(1, "left", tags=tags), annotation(2, "right", tags="x,y"))
    found = read(label_studio.FORMAT, [task(annotation(1, "left")), later])
    assert found.cases[1][1:] == ("Black or green?", "Black.", "Green.")
    assert found.given == [{"1": 1}, {"1": 1 if a_is_left else -1, "2": -1}]


@pytest.mark.parametrize("tags", ["x,z", "x", "reply_a,question", "x,y,z"])
def test_label_studio_compares_the_same_two_everywhere(tags: str) -> None:
    with pytest.raises(MalformedRowError, match=r" is compared and not x and y"):
        read(label_studio.FORMAT, [task(annotation(1, "left")), task(annotation(1, "left", tags=tags))])


def selecting(control: str, selected: str) -> dict[str, Any]:
    (result,) = annotation(1, selected)["result"]
    return {**result, "from_name": control}


def test_label_studio_asks_which_of_two_controls_annotates() -> None:
    both = task(annotation(1) | {"result": [selecting("better", "left"), selecting("safer", "right")]})
    with pytest.raises(FormatError, match=r"has selections of better, safer: pass --annotation better or safer for"):
        read(label_studio.FORMAT, [both])
    for asked, preference in (("better", 1), ("safer", -1)):
        assert read(label_studio.FORMAT, [both], annotation=asked).given == [{"1": preference}]
    with pytest.raises(FormatError, match="pass --annotation better or safer"):
        read(label_studio.FORMAT, [both], annotation="kinder")
    late = [task(annotation(1) | {"result": [selecting(each, "left")]}) for each in ("better", "safer")]
    rows = [late[0]] * 200 + [late[1]]
    with pytest.raises(MalformedRowError, match='made with "safer" and not with "better": pass --annotation for one'):
        read(label_studio.FORMAT, rows)
    assert read(label_studio.FORMAT, rows, annotation="better").given[-2:] == [{"1": 1}, {}]


def test_label_studio_asks_where_names_do_not_tell() -> None:
    with pytest.raises(FormatError, match=r"which two of ask, yes, no are compared is not told.*answer1 and answer2"):
        read(label_studio.FORMAT, [task(annotation(1, "left"), ask="?", yes="One.", no="Two.")])
    with pytest.raises(
        FormatError,
        match=r"whether one of who, why is the prompt is not told.* --map prompt=data\.who,a=data\.text1,b=data\.text2",
    ):
        # A single text besides the two may be no prompt either.
        read(label_studio.FORMAT, [task(annotation(1, "left"), who="?", why="?", text1="One.", text2="Two.")])


@pytest.mark.parametrize("as_text", [False, True])
def test_label_studio_s_flat_exports_may_have_a_list_of_one_selection(*, as_text: bool) -> None:
    def row(n: int, side: str) -> dict[str, Any]:
        selection = [{"selected": side}]
        said = json.dumps(selection) if as_text else selection
        texts = {"prompt": f"Ask {n}.", "answer1": "One.", "answer2": "Two."}
        return {"id": n, **texts, "better": said, "annotator": n % 2, "annotation_id": n, "lead_time": 1.5}

    rows = [row(n, side) for n, side in enumerate(("left", "right", "right"))]
    found = read(label_studio_min.FORMAT, rows)
    assert found.given == [{"0": 1}, {"1": -1}, {"0": -1}]
    assert found.cases[1] == ("1", "Ask 1.", "One.", "Two.")
    assert label_studio_min.FORMAT.claims(Rows(rows))
    assert not label_studio_min.FORMAT.claims(Rows([row(0, "above")]))


def test_label_studio_selects_one_side() -> None:
    with pytest.raises(MalformedRowError, match='selected is "up" and neither left nor right'):
        read(label_studio.FORMAT, [task(annotation(1, "up"))])
    with pytest.raises(MalformedRowError, match="annotator 1 selects left and right"):
        read(label_studio.FORMAT, [task(annotation(1, "left"), annotation(1, "right"))])
    assert not label_studio.FORMAT.claims(Rows([task()]))


FIELDS = {"prompt": "Ask.", "response-1": "One.", "response-2": "Two."}


def first(*responses: dict[str, Any], fields: dict[str, str] | None = None, **more: object) -> dict[str, Any]:
    return {"id": "r0", "fields": fields or FIELDS, "responses": list(responses), "metadata": {"topic": "tea"}, **more}


def ranking(user: str, *ranks: int, status: str = "submitted", question: str = "preference") -> dict[str, Any]:
    value = [{"rank": rank, "value": f"response-{n}"} for n, rank in enumerate(ranks, 1)]
    return {"user_id": user, "status": status, "values": {question: {"value": value}, "note": {"value": "so so"}}}


def test_argilla_1_ranks_fields() -> None:
    found = read(argilla.FORMAT, [first(ranking("u1", 2, 1), ranking("u2", 1, 1), ranking("u3", 1, 2, status="draft"))])
    assert found.cases == [("r0", "Ask.", "One.", "Two.")]
    assert (found.given, found.facts) == ([{"u1": -1, "u2": 0}], [{"topic": "tea"}])


def test_argilla_ranks_three_responses_two_by_two() -> None:
    fields = {**FIELDS, "response-3": "Three."}
    found = read(argilla.FORMAT, [first(ranking("u1", 3, 1, 2), fields=fields)])
    assert [case for case, *_ in found.cases] == ["r0/0-1", "r0/0-2", "r0/1-2"]
    assert found.given == [{"u1": -1}, {"u1": -1}, {"u1": 1}]


def test_argilla_tells_of_the_best_of_three_alone_that_it_is_the_best() -> None:
    fields = {"prompt": "Ask.", "r1": "One.", "r2": "Two.", "r3": "Three."}
    rows = [second(each) | {"id": each, "fields": fields} for each in ("r2", "r1", "r3")]
    found = read(argilla.FORMAT, rows)
    assert [case for case, *_ in found.cases[:2]] == ["r2/0-1", "r2/1-2"]
    assert found.given[:2] == [{"u0": -1}, {"u0": 1}]


def test_argilla_asks_which_question_annotates() -> None:
    rows = [first(ranking("u1", 1, 2), ranking("u1", 2, 1, question="style"))]
    with pytest.raises(FormatError, match="pass --annotation preference or style for the annotation"):
        read(argilla.FORMAT, rows)
    assert read(argilla.FORMAT, rows, annotation="style").given == [{"u1": -1}]


def test_argilla_asks_where_another_question_comes_late() -> None:
    rows = [first(ranking("u1", 1, 2))] * 60 + [first(ranking("u1", 2, 1, question="style"))]
    with pytest.raises(
        MalformedRowError, match='"style" is answered with a response, which only "preference" is in the'
    ):
        read(argilla.FORMAT, rows)
    assert [each for each in read(argilla.FORMAT, rows, annotation="preference").given if each] == [{"u1": 1}] * 60


def second(*answers: object, **more: object) -> dict[str, Any]:
    said = [{"value": value, "user_id": f"u{n}"} for n, value in enumerate(answers)]
    fields = {"instruction": "Ask.", "response1": "One.", "response2": "Two."}
    return {"id": "r0", "_server_id": "s", "fields": fields, "responses": {"better": said}, **more}


def test_argilla_2_names_a_field_or_ranks_them() -> None:
    found = read(argilla.FORMAT, [second("response2", ["response1", "response2"], "tie")])
    assert found.cases == [("r0", "Ask.", "One.", "Two.")]
    assert found.given == [{"u0": -1, "u1": 1, "u2": 0}]


def test_argilla_finds_the_other_response_by_its_name_where_one_alone_was_preferred() -> None:
    assert read(argilla.FORMAT, [second("response2")]).given == [{"u0": -1}]


def test_argilla_needs_answers_that_name_fields() -> None:
    with pytest.raises(FormatError, match="no question that is answered with the name of a field"):
        read(argilla.FORMAT, [second("A")])
    with pytest.raises(MalformedRowError, match='an answer is "response9", which names none of response1, response2'):
        read(argilla.FORMAT, [second("response1", "response2"), second("response9")])
    assert not argilla.FORMAT.claims(Rows([second()]))


def choice(accept: list[object], answer: str = "accept", *more: dict[str, Any], **about: object) -> dict[str, Any]:
    options = [{"id": 1, "text": "One."}, {"id": 2, "text": "Two."}, *more]
    return {"text": "Ask.", "options": options, "accept": accept, "answer": answer, **about}


@pytest.mark.parametrize(
    ("accept", "answer", "given"),
    [
        ([1], "accept", {"kim": 1}),
        ([2], "accept", {"kim": -1}),
        ([1, 2], "accept", {"kim": 0}),
        ([], "accept", {}),
        ([1], "reject", {}),
        ([1], "ignore", {}),
    ],
)
def test_prodigy_prefers_what_was_accepted(accept: list[object], answer: str, given: dict[str, int]) -> None:
    found = read(prodigy.FORMAT, [choice(accept, answer, _annotator_id="kim", _session_id="s1")])
    assert found.cases == [(None, "Ask.", "One.", "Two.")]
    assert found.given == [given]


def test_prodigy_has_options_for_a_tie_and_more_than_two() -> None:
    tie = choice(["tie"], "accept", {"id": "tie", "text": "Alike."}, _session_id="s1")
    assert read(prodigy.FORMAT, [tie]).given == [{"s1": 0}]
    by_text = choice(["C"], "accept", {"id": "C", "text": "About the same"}, _session_id="s1")
    assert read(prodigy.FORMAT, [by_text]).given == [{"s1": 0}]
    found = read(prodigy.FORMAT, [choice([3], "accept", {"id": 3, "text": "Three."})])
    assert found.cases == [("0/0-2", "Ask.", "One.", "Three."), ("0/1-2", "Ask.", "Two.", "Three.")]
    assert found.given == [{None: -1}, {None: -1}]


def test_prodigy_accepts_what_is_there() -> None:
    with pytest.raises(MalformedRowError, match='accept names "9", which is none of the options'):
        read(prodigy.FORMAT, [choice([9])])
    with pytest.raises(MalformedRowError, match='answer is "yes" and not accept, reject or ignore'):
        read(prodigy.FORMAT, [choice([1], "yes")])
