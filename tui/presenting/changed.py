"""What makes the numbers others than those of the data as it came."""

from core.model.number_words import plural


def changed_text(flagged: int, corrected: int) -> str:
    """Say how many annotations are left out and, where any are, how many votes are corrected."""
    told = f"{flagged} flagged left out"
    return f"{told} · {plural(corrected, 'vote')} corrected" if corrected else told
