"""The journals of a folder, read once: what stands, and what the user should be told."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from core.journal.events import STEP, Event, JournalContents, parse_event, read_journal
from core.journal.merging import in_order, of_each
from core.journal.of_store import Elsewhere, OfStore
from core.journal.standing import Standing
from core.model.errors import JournalError
from core.model.number_words import plural
from core.model.terms import Progress, Verdict
from core.model.written_order import NAME
from core.storage.beside import REVIEWS_ENDING, every_beside
from core.storage.listing import listed
from core.storage.plain_file import open_plain
from core.storage.store import Store
from core.storage.tail import AROUND

_SAVED_AS: Final = frozenset((".json", ".ndjson", ".txt", ".log"))
"""What programs call lines of JSON that they save."""
_LINE: Final = 1 << 16
_VERDICTS: Final = frozenset({None, *(verdict.value for verdict in Verdict)})


def load_reviews(store: Store, progress: Progress | None = None) -> tuple[Standing, list[str]]:
    """Replay the journals of an open store; give what stands and what the user should be told."""
    standing, warnings = load_folder(store.reviews, store, progress)
    return standing, [*warnings, *_without_object(store, standing)]


def load_folder(
    folder: Path, store: Store | None = None, progress: Progress | None = None, known: Sequence[Event] = ()
) -> tuple[Standing, list[str]]:
    """Replay all journals of a folder, which may not exist; give what stands and what the user should be told.

    A reviewer may have files on two machines: see `in_order`. Events that are not of `store` count for nothing, and the
    user is told. What is `known` and in no file, as one was cut or replaced, counts as in a file of its reviewer's.
    `progress` hears of the bytes of all files, which are half done once read.
    """
    histories: dict[str, Sequence[Event]] = {}
    warnings: list[str] = []
    try:
        paths = journal_files(folder)
    except OSError as error:
        paths = []
        warnings.append(f"{folder} cannot be listed ({error.strerror}): none of its reviews is counted.")
    warnings += _called_otherwise(folder, paths)
    sizes = [path.stat().st_size if progress and path.is_file() else 0 for path in paths]
    total, before = sum(sizes), 0
    for path, size in zip(paths, sizes, strict=True):
        told = progress and _half(progress, before, total)
        before += size
        try:
            contents = read_journal(path, told)
        except JournalError as error:
            warnings.append(str(error))
            continue
        warnings += _skipped(path, contents)
        histories[path.name] = contents.events
    if store is not None:
        warnings += _leave_out(histories, store) + _beside_other_names(folder, store)
    standing = Standing()
    lost = of_each(known, but=chain(*histories.values()))
    events = sum(map(len, (*histories.values(), *lost)))
    for count, event in enumerate(in_order((*histories.values(), *lost))):
        standing.apply(event)
        if progress is not None and count % STEP == STEP - 1:
            progress((total + total * count // events) // 2, total)
    if standing.ignored:
        ignored = plural(standing.ignored, "event")
        warnings.append(f"{folder.name} holds {ignored} without effect: undoing what is not there, or lacking a field.")
    if standing.contradicting:
        others = plural(standing.contradicting, "event")
        warnings.append(
            f"{folder.name} holds {others} with the id of another of the same reviewer's that says something else: "
            "only the first counts."
        )
    return standing, warnings


def _leave_out(histories: dict[str, Sequence[Event]], store: Store) -> list[str]:
    """Take out of the journals, by name, the events that are not of a store; give what the user should be told."""
    of_store = OfStore(store, list(chain(*histories.values())))
    warnings: list[str] = []
    for journal, events in histories.items():
        here = of_store.here(events)
        if len(here) < len(events):
            counts = Counter(map(of_store.elsewhere, events))
            warnings += [_left_out(journal, counts[why], why) for why in Elsewhere if counts[why]]
            histories[journal] = here
    return warnings


def _beside_other_names(folder: Path, store: Store) -> list[str]:
    """Tell of journals that lie beside another name of the store, where it is a link: those of a folder are read."""
    named = every_beside(store.path, REVIEWS_ENDING)
    if folder not in named:
        return []
    others = [each for each in named if _holds_any(each) and not (folder.is_dir() and each.samefile(folder))]
    return [
        f"{store.path.name} is a link, and the journals in {each} are not counted: to count them, copy them into "
        f"{folder}, those of a name that is there already under another."
        for each in others
    ]


def _holds_any(folder: Path) -> bool:
    try:
        return bool(journal_files(folder))
    except OSError:  # then it is to be told of, for it may
        return True


def _left_out(journal: str, count: int, why: Elsewhere) -> str:
    return f"{journal}: {plural(count, 'event')} {'is' if count == 1 else 'are'} {why}, and not counted."


def _without_object(store: Store, standing: Standing) -> list[str]:
    """Say in a sentence each how many reviews are of what the store has not, or say what nobody here knows."""
    events = standing.reviews()
    if not events:
        return []
    cases = store.numbers({event.case for event in events if event.case is not None})
    principles = {None, *(each.id for each in store.principles())}
    annotators = {None, NAME, *(each.name for each in store.annotators()), *(event.reviewer for event in events)}
    here = [event for event in events if event.case in cases and event.principle in principles]
    counts = {
        "of cases or principles that this store lacks": len(events) - len(here),
        "of annotators that this store lacks": sum(event.annotator not in annotators for event in here),
        "with a verdict that is not known here": sum(event.verdict not in _VERDICTS for event in here),
    }
    return [
        f"{store.reviews.name}: {plural(count, 'review is', 'reviews are')} {what}, and not counted."
        for what, count in counts.items()
        if count
    ]


def _half(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _: progress(min(before + done, total) // 2, total)


def journal_files(folder: Path) -> list[Path]:
    """The journals of a folder, which may not exist; OSError where it cannot be listed."""
    return [each for each in listed(folder) if each.suffix == ".jsonl" and not each.name.startswith(".")]


def _called_otherwise(folder: Path, journals: Sequence[Path]) -> list[str]:
    """Tell of journals that are called otherwise, or lie deeper; nothing where the folder cannot be listed."""
    try:
        others = [each for each in listed(folder) if each not in journals and not each.name.startswith(".")]
    except OSError:
        return []
    deeper = [each.name for each in others if each.is_dir() and _holds_any(each)]
    called = [each.name for each in others if each.name not in deeper and _is_called_nearly(each)]
    return [
        *(f"{name} is not counted: the name of a journal ends in .jsonl." for name in called),
        *(f"{name} is a folder, and the journals in it are not counted: copy them into {folder}." for name in deeper),
    ]


def _is_called_nearly(path: Path) -> bool:
    if ".jsonl" in path.name.lower():
        return not path.name.endswith(".torn")
    if path.suffix.lower() not in _SAVED_AS or path.is_dir():
        return False
    try:
        with open_plain(path) as file:
            return parse_event(file.readline(_LINE)) is not None
    except OSError:
        return False


def _skipped(path: Path, contents: JournalContents) -> list[str]:
    """Say in a sentence each which lines of a journal count for nothing, and that the last one is not whole."""
    told = []
    if contents.skipped:
        numbers = ", ".join(map(str, contents.skipped[:5])) + (", …" if len(contents.skipped) > 5 else "")
        told.append(f"{path.name} has unreadable lines (line {numbers}): they stay in the file, but count for nothing.")
    if contents.torn is not None and contents.torn.strip(AROUND):
        told.append(f"{path.name} ends in the middle of a line, which counts for nothing until it is whole.")
    return told
