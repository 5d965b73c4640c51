"""All campaigns."""

from typing import Final

from tests.campaigns import asking, damage, disk, hostile, importing, keys, reviewing
from tests.campaigns.campaign import Campaign

CAMPAIGNS: Final = (
    Campaign("kills", "what was said to be written is there after a signal at any call", disk.kill, 4),
    Campaign("kills-any-time", "and at any moment", disk.kill_at_any_time, 4),
    Campaign(
        "kills-review", "what the reviewer showed is in the journal after any signal", reviewing.shown_is_written, 3
    ),
    Campaign("kills-judge", "no answer is lost or paid for twice", asking.nothing_is_paid_for_twice, 1),
    Campaign("six-reviewers", "what any of six was told stands for all", reviewing.six_at_once, 1),
    Campaign("any-keys", "no key, click or size of the window ends the reviewer", keys.anything, 2),
    Campaign("full-disk", "a refused call is one sentence and leaves nothing behind", disk.full_disk, 9),
    Campaign("read-only", "what cannot be written is said in one sentence", disk.read_only, 9),
    Campaign("damaged-stores", "a damaged store is a sentence, or read as it was", damage.damaged_bytes, 6),
    Campaign("replaced-tables", "a store that others wrote in is a sentence, or read", damage.replaced_tables, 6),
    Campaign("damaged-journals", "every whole line of a journal counts, and no byte goes", damage.damaged_journals, 5),
    Campaign("imports", "any file is refused in a sentence, or imported whole", importing.fuzzed, 12),
    Campaign("hostile", "a terminal obeys nothing that a text says, on any screen", hostile.walk, 1),
)
