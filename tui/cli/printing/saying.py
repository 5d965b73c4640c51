"""What commands say, in which names and texts of others stand: shown, and never obeyed."""

import click


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print lines of text, without whatever a terminal would obey; what is inert already is printed as it is."""
    from core.model.safe_text import inert

    click.echo(inert(text), err=err, nl=nl)
