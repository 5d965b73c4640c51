"""The command `build`: options and help; what it does is imported when it runs."""

from pathlib import Path

import click

from tui.cli.options import FILE


@click.command()
@click.argument("file", type=FILE, default=Path("discretion.toml"), metavar="[FILE]")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def build(file: Path, *, dry_run: bool) -> None:
    """Make a store and its reports and exports from one file that says all of it, discretion.toml.

    Only what changed is done again: the store where a source, its options or the version did, outputs where the store,
    the reviews or what is asked for did. Reports have the digests of the sources. Reviews stay. It all goes in or none.

    Paths are relative to the file. [[source]] has the options of `import` (file, or constitution, and format, dataset,
    annotator, kind, oracle, map, values, votes, margin, annotation, pool, short_names, declared_order), in the order in
    which they go in; [audit] those of `report` (annotators, reference, oracle, bootstrap, seed, noise, oracle_noise,
    correct_oracle, include_flagged, original_votes); [[report]] a file and, where its ending does not tell, a form
    (json, markdown, html, tex, text); [[export]] a file, what, and where, reviewer, annotators, every_annotator,
    columns. store and reviews stand above all of them; the store is else called like the file.

    \b
    Example: discretion build --dry-run
             discretion build audit/discretion.toml
    \b
      store = "own.duckdb"
      [[source]]
      file = "own.csv"
      map = "prompt=question,a=answer_1,b=answer_2,preference=label"
      values = "a=1,b=2"
      [[source]]
      constitution = "ordered-spec"
      [[source]]
      file = "votes.csv"
      [audit]
      bootstrap = 1000
      [[report]]
      file = "report.html"
      [[export]]
      what = "flags"
      where = "conflict"
      file = "flags.csv"
    """
    from tui.cli.build import build_command

    build_command(file, dry_run=dry_run)
