"""What the files of a lake tell of their groups of rows: which shards each has, so that others need no look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

GROUPS: Final = """SELECT file_name, row_group_id, max(row_group_num_rows),
        coalesce(max(try_cast(stats_min_value AS BIGINT)) FILTER (ours), 0),
        coalesce(max(try_cast(stats_max_value AS BIGINT)) FILTER (ours), -1),
        coalesce(max(stats_null_count) FILTER (ours), 1)
    FROM (SELECT *, path_in_schema = 'shard' AS ours FROM parquet_metadata($1))
    GROUP BY file_name, row_group_id HAVING max(row_group_num_rows) > 0 ORDER BY file_name, row_group_id"""
"""Of each group of rows its file and number there, how many they are, the lowest and highest shard, if told, and how
many have none."""
_TOLD: Final = 1 << 20
"""Shards of groups of rows, which are gone through one by one."""
_PATTERNS: Final = ("*", "?", "[", "shard=")
"""In the name of a file: it would be taken for a pattern, or its folder has the shard."""


@dataclass(frozen=True, slots=True)
class GroupOfRows:
    """Some rows of a file: their lowest and highest shard, and how many have none, or 0, -1 and 1 where not told.

    They are the group of that number in the file.
    """

    file: str
    number: int
    rows: int
    first: int
    last: int
    missing: int

    @property
    def told(self) -> bool:
        """Whether it is known which shards they are of."""
        return self.missing == 0 and self.first <= self.last and not any(each in self.file for each in _PATTERNS)

    @property
    def shards(self) -> int:
        """How many shards there may be."""
        return self.last + 1 - self.first


def shards_told(groups: Sequence[GroupOfRows]) -> dict[int, int] | None:
    """About how many rows each shard has; None where some group does not tell its shards, or those are very many."""
    if not groups or not all(each.told for each in groups) or sum(each.shards for each in groups) > _TOLD:
        return None
    found: dict[int, int] = {}
    for group in groups:
        each, more = divmod(group.rows, group.shards)
        for place, shard in enumerate(range(group.first, group.last + 1)):
            found[shard] = found.get(shard, 0) + each + (place < more)
    return found


def files_with(groups: Sequence[GroupOfRows], first: int, last: int) -> list[str]:
    """The files that have any of the shards from the first to the last."""
    return list(dict.fromkeys(each.file for each in groups if each.first <= last and each.last >= first))
