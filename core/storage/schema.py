"""The store's tables, as ordered migrations: a store is at version N when the first N have run."""

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        "CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL)",
        # `n` is dense and ascending, so that zone maps serve point look-ups without an index to maintain.
        # Texts are not compressed: that takes longer than all else of an import, and reading is quicker without.
        """CREATE TABLE cases (
            n INTEGER NOT NULL, id VARCHAR NOT NULL, preview VARCHAR NOT NULL USING COMPRESSION uncompressed,
            prompt VARCHAR NOT NULL USING COMPRESSION uncompressed,
            response_a VARCHAR NOT NULL USING COMPRESSION uncompressed,
            response_b VARCHAR NOT NULL USING COMPRESSION uncompressed)""",
        """CREATE TABLE principles (
            n SMALLINT NOT NULL, id VARCHAR NOT NULL, name VARCHAR NOT NULL, text VARCHAR NOT NULL)""",
        "CREATE TABLE oracles (n SMALLINT NOT NULL, name VARCHAR NOT NULL)",
        "CREATE TABLE annotators (n SMALLINT NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL)",
        # One row a case, oracle and presentation order and principle: what the oracle answered, as imported.
        """CREATE TABLE ballots (
            case_n INTEGER NOT NULL, oracle_n SMALLINT NOT NULL, principle_n SMALLINT NOT NULL,
            presentation TINYINT NOT NULL, preference TINYINT NOT NULL,
            prob_a DOUBLE, prob_b DOUBLE, prob_na DOUBLE)""",
        # One row a case, oracle and 64 principles: the votes that the audit reads, derived from the ballots.
        """CREATE TABLE votes (
            case_n INTEGER NOT NULL, oracle_n SMALLINT NOT NULL, word SMALLINT NOT NULL,
            prefers_a UBIGINT NOT NULL, prefers_b UBIGINT NOT NULL,
            voted UBIGINT NOT NULL, both_orders UBIGINT NOT NULL, inconsistent UBIGINT NOT NULL)""",
        # One row a case, annotator and presentation order: `prob_*` are what A, B and neither got as displayed, which
        # are rewards and no probabilities where a file of rewards was imported.
        """CREATE TABLE judgements (
            case_n INTEGER NOT NULL, annotator_n SMALLINT NOT NULL,
            presentation TINYINT NOT NULL, preference TINYINT NOT NULL,
            prob_a DOUBLE, prob_b DOUBLE, prob_na DOUBLE)""",
        """CREATE TABLE rewards (
            case_n INTEGER NOT NULL, annotator_n SMALLINT NOT NULL,
            reward_a DOUBLE NOT NULL, reward_b DOUBLE NOT NULL)""",
        """CREATE TABLE annotations (
            case_n INTEGER NOT NULL, annotator_n SMALLINT NOT NULL, preference TINYINT NOT NULL,
            both_orders BOOLEAN NOT NULL, inconsistent BOOLEAN NOT NULL)""",
        """CREATE TABLE imports (
            n INTEGER NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, format VARCHAR NOT NULL,
            target VARCHAR NOT NULL, imported_at TIMESTAMP NOT NULL, tool_version VARCHAR NOT NULL,
            read BIGINT NOT NULL, kept BIGINT NOT NULL, rejected BIGINT NOT NULL, unknown BIGINT NOT NULL)""",
    ),
    # The order that the constitution declares, the highest principle at rank 1; empty where it declares none.
    ("CREATE TABLE declared (rank SMALLINT NOT NULL, principle_n SMALLINT NOT NULL)",),
    # How the texts of a case came in (`model.Shape`); without a row they are plain texts.
    ("CREATE TABLE shapes (case_n INTEGER NOT NULL, shape TINYINT NOT NULL)",),
    # How answers were got where a model was asked: one row a run's journal and way (`core.oracle.terms.How`).
    (
        """CREATE TABLE judge_runs (
            journal VARCHAR NOT NULL, role VARCHAR NOT NULL, name VARCHAR NOT NULL, model VARCHAR NOT NULL,
            template VARCHAR NOT NULL, template_sha256 VARCHAR NOT NULL, parameters VARCHAR NOT NULL,
            how VARCHAR NOT NULL, answers BIGINT NOT NULL)""",
    ),
    (
        # What else came with a case, in the order of its columns; a name may have several values where rows are joined.
        "CREATE TABLE facts (case_n INTEGER NOT NULL, name VARCHAR NOT NULL, value VARCHAR NOT NULL)",
        # How strongly an annotator prefers a response, signed like the preference, where that was graded.
        """CREATE TABLE strengths (
            case_n INTEGER NOT NULL, annotator_n SMALLINT NOT NULL, strength DOUBLE NOT NULL)""",
        # Messages as JSON, as they came, of cases whose texts do not read back to the same messages.
        """CREATE TABLE messages (
            case_n INTEGER NOT NULL,
            prompt VARCHAR NOT NULL, response_a VARCHAR NOT NULL, response_b VARCHAR NOT NULL)""",
        # What the user said that columns and values mean, as JSON.
        "ALTER TABLE imports ADD COLUMN mapping VARCHAR",
    ),
    # What became of the votes a run wanted (`core.model.coverage.Coverage`): one row a run's journal and principle.
    (
        """CREATE TABLE coverage (
            journal VARCHAR NOT NULL, role VARCHAR NOT NULL, name VARCHAR NOT NULL, principle VARCHAR NOT NULL,
            wanted BIGINT NOT NULL, got BIGINT NOT NULL, unreadable BIGINT NOT NULL, refused BIGINT NOT NULL,
            failed BIGINT NOT NULL, unasked BIGINT NOT NULL)""",
    ),
)

SCHEMA_VERSION: Final = len(MIGRATIONS)
OLDEST_READABLE: Final = 1
"""Stores from this version on are read as they are; the next import brings them up to date."""
DECLARED_SINCE: Final = 2
"""The version that brought the table `declared`."""
SHAPES_SINCE: Final = 3
"""The version that brought the table `shapes`."""
RUNS_SINCE: Final = 4
"""The version that brought the table `judge_runs`."""
FACTS_SINCE: Final = 5
"""The version that brought the tables `facts`, `strengths` and `messages`, and the mapping of an import."""
COVERAGE_SINCE: Final = 6
"""The version that brought the table `coverage`."""
FORMAT_NAME: Final = "discretion store"
WORD_BITS: Final = 64
"""Principles in one row of `votes`."""
PREVIEW_LENGTH: Final = 120
"""Characters of a prompt kept for lists."""


Columns: TypeAlias = Mapping[str, tuple[str, bool]]
"""The columns of a table by name: type, and whether a value may be missing."""
_TABLE: Final = re.compile(r"CREATE TABLE (\w+) \((.*)\)", re.DOTALL)
_ADDED: Final = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (.*)", re.DOTALL)


def tables_of(version: int) -> dict[str, Columns]:
    """The tables that a store of a version has, as the migrations make them."""
    tables: dict[str, dict[str, tuple[str, bool]]] = {}
    for statement in (each for migration in MIGRATIONS[:version] for each in migration):
        made, added = _TABLE.fullmatch(statement), _ADDED.fullmatch(statement)
        match = made or added
        if match is None:
            raise ValueError(f"neither makes a table nor adds a column: {statement}")
        columns = tables.setdefault(match[1], {})
        for declared in match[2].split(","):
            name, kind, *rest = declared.split()
            columns[name] = kind, rest[:2] != ["NOT", "NULL"]
    return dict(tables)
