"""The annotations that count for one reviewer now: without the flagged ones, and with the reviewer's own."""

from dataclasses import replace

import numpy as np

from core.audit.annotations import Annotations
from core.audit.counted import Counted, counted
from core.model.terms import AnnotatorKind
from core.review.session import ReviewSession


def counted_now(session: ReviewSession) -> Counted:
    """The annotations that count for this reviewer now; the reviewer is an annotator with the first own preference."""
    data = session.data
    annotators = [replace(each, flagged=session.reviewed(each.name).flagged) for each in data.annotators]
    if session.live.own_count():
        own, given = session.live.own_words()
        annotators.append(Annotations(session.live.own_name, AnnotatorKind.REVIEWER, own, given, np.zeros_like(given)))
    corrected = tuple((n, column, int(data.votes[n, column])) for n, column in sorted(data.corrected))
    return replace(counted(annotators), corrected=corrected)
