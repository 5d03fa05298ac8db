"""The path of templates: what they can name, what is wrong with one, and one made from a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from digit_xl.facts import Facts
    from digit_xl.word.templates.fields import Catalogue
    from digit_xl.word.templates.problems import Verdict


def catalogue(register: Path | None = None) -> Catalogue:
    """Every name that a template can use; with a register, its own values are the examples.

    Raises:
        Refusal: the register cannot be read.
    """
    from digit_xl.association import catalogue

    return catalogue.catalogue(_example(), _own(register))


def ready_made(catalogue: Catalogue) -> bytes:
    """A Word document with a control for each name, in the looks of digit_xl's own template."""
    from digit_xl import export
    from digit_xl.word.templates import ready_made

    return ready_made.document(export.template(None), catalogue)


def check(template: Path, register: Path | None = None, *, comment: bool = False) -> Verdict:
    """What is wrong with the template; `comment` asks for a copy with Word comments.

    Without a register, any account and any group may be named.

    Raises:
        Refusal: the template or the register cannot be read.
    """
    from digit_xl.association.catalogue import REQUIRED
    from digit_xl.book import guard
    from digit_xl.word.templates import verdict

    form = guard.read(template, guard.Kind.DOCUMENT)
    facts = _answering(verdict.names(form), _own(register))
    return verdict.check(form, facts, REQUIRED, comment=comment)


def adopt(draft: Path) -> Verdict:
    """The template that the document with names in braces becomes, or what is wrong with it.

    Raises:
        Refusal: the draft cannot be read.
    """
    from digit_xl.association import catalogue
    from digit_xl.book import guard
    from digit_xl.word.templates import adopt

    content = guard.read(draft, guard.Kind.DOCUMENT)
    return adopt.adopt(content, lambda names: catalogue.answering(_example(), names))


def _example() -> Facts:
    """The facts of a made-up register that has them all."""
    from digit_xl import create
    from digit_xl.association import example, sections

    return sections.facts(create.known(example.ROWS, example.pictures()))


def _own(register: Path | None) -> Facts | None:
    """The facts of the register, whatever is wrong with it."""
    if register is None:
        return None
    from digit_xl import export
    from digit_xl.association import sections

    known, _ = export.check(export.grids(register), export.pictures(register))
    return sections.facts(known)


def _answering(names: frozenset[str], own: Facts | None) -> Facts:
    """The example's facts, with accounts and groups of those names, or those of the register."""
    from digit_xl.association import catalogue

    if own is None:
        return catalogue.answering(_example(), names)
    of_families = {name: node for name, node in own.items() if catalogue.family(name)}
    return {**catalogue.answering(_example(), ()), **of_families}
