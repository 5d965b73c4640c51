"""The `principles` command: the constitutions that ship."""

from dataclasses import asdict
from typing import Any

from core.importers.constitution_file import Constitution
from core.importers.constitutions.shipped import NAMES, constitution
from core.model.number_words import plural
from tui.cli.printing.json_document import echo_json
from tui.cli.printing.saying import say


def list_command(*, as_json: bool) -> None:
    """Print the names of the constitutions, and what each is."""
    found = [(name, constitution(name)) for name in NAMES]
    if as_json:
        echo_json([_row(name, each) for name, each in found])
        return
    for name, each in found:
        order = ", in a declared order" if each.declared else ""
        say(f"{name:24}  {plural(len(each.rules), 'principle')}{order}: {each.title}")
    say("\nSee one:    discretion principles show NAME\nImport one: discretion import --constitution NAME")


def show_command(name: str, *, as_json: bool) -> None:
    """Print one constitution; raises FormatError for an unknown name."""
    found = constitution(name)
    if as_json:
        echo_json(_row(name, found))
        return
    order = "declared, the highest principle first" if found.declared else "none declared"
    say(f"{found.title}\n{found.about}\n")
    say(f"order    {order}")
    say(f"after    {found.source} ({found.source_licence})")
    say(f"licence  {found.licence}\n")
    for place in found.declared or range(len(found.rules)):
        say(f"{place:>3}  {found.rules[place].name}\n     {found.rules[place].text}")


def _row(name: str, found: Constitution) -> dict[str, Any]:
    about = {key: value for key, value in asdict(found).items() if key not in {"rules", "unused"}}
    return {"name": name, **about, "principles": [{"name": rule.name, "text": rule.text} for rule in found.rules]}
