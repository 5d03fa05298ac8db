"""The small Markdown of the register's texts, read by markdown-it; knows no Word.

Paragraphs, bullets, **bold**, *italic*, links and `{figure|format}`. Everything else that Markdown
has is plain text here: `1. april` starts no list, and `# 5` is no heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

SCHEMES: Final = ("http", "https")
_HOST = re.compile(r"[\w.-]*\w[\w.-]*")
_FIGURE = re.compile(r"\{([^{}|]*[^{}|\s][^{}|]*)(?:\|([^{}|]*))?\}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one look; with `figure`, the figure that stands there in its format."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's spans and its list level: 0 is no list; `continues` an item begun before."""

    spans: tuple[Span, ...]
    level: int = 0
    continues: bool = False


@lru_cache(maxsize=1024)  # checked first, written later: each text is asked for twice
def paragraphs(markdown: str) -> tuple[Paragraph, ...]:
    """The text's paragraphs in order; a hard line break is a newline in a span."""
    made: list[Paragraph] = []
    level, continues = 0, False
    for token in _parser().parse(markdown):
        if token.type == "bullet_list_open":
            level += 1
        elif token.type == "bullet_list_close":
            level, continues = level - 1, True
        elif token.type == "list_item_open":
            continues = False
        elif token.type == "list_item_close" and not continues:
            made.append(Paragraph((), level))
        elif token.type == "inline":
            spans = tuple(_joined(_spans(token.children or ())))
            made.append(Paragraph(spans, level, continues and level > 0))
            continues = True
    return tuple(made)


def figure_names(markdown: str) -> Iterator[tuple[str, str]]:
    """Each figure that the text names, in order: its name and its format."""
    for paragraph in paragraphs(markdown):
        for span in paragraph.spans:
            if span.figure:
                yield span.figure, span.text


def as_written(span: Span) -> str:
    """The figure as its text names it: `{name|format}`."""
    return f"{{{span.figure}|{span.text}}}" if span.text else f"{{{span.figure}}}"


def _spans(tokens: Iterable[Token]) -> Iterator[Span]:
    bold = italic = 0
    url = ""
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            bold += token.nesting
        elif token.type in {"em_open", "em_close"}:
            italic += token.nesting
        elif token.type in {"link_open", "link_close"}:
            url = str(token.attrGet("href") or "")
        else:
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            figure = token.info if token.type == "figure" else ""
            yield Span(text, bold > 0, italic > 0, url, figure)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans with neighbours of one look in one, and without empty ones."""
    for look, alike in groupby(spans, key=lambda span: replace(span, text="")):
        if look.figure:
            yield from alike
        elif text := "".join(span.text for span in alike):
            yield replace(look, text=text)


@cache
def _parser() -> MarkdownIt:
    """The parser, made once: nothing but what the small Markdown has."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(["emphasis", "escape", "link", "list", "newline"])
    parser.block.ruler.at("list", _bullets, {"alt": ["paragraph"]})
    parser.inline.ruler.at("emphasis", _stars)
    parser.inline.ruler.before("emphasis", "figure", _figure)
    parser.validateLink = _is_safe  # type: ignore[method-assign] # markdown-it's documented hook
    return parser


def _is_safe(url: str) -> bool:
    """Whether the link leads to a page or to somebody's mail; any other stays text.

    Word does not open a document with an address that is none, so `https://` alone is text too.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme == "mailto":
        before, at, after = parts.path.partition("@")
        return bool(before and at and after)
    return parts.scheme in SCHEMES and _HOST.fullmatch(host) is not None


def _bullets(state: StateBlock, line: int, last: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Markdown's lists, but those alone that `-` or `*` begins."""
    from markdown_it.rules_block import list_block

    at = state.bMarks[line] + state.tShift[line]
    return state.src[at : at + 1] in {"-", "*"} and list_block(state, line, last, silent)


def _stars(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Markdown's emphasis, but with stars alone: `_x000B_` and `sags_nr_2` are names."""
    from markdown_it.rules_inline import emphasis

    return state.src[state.pos] == "*" and emphasis.tokenize(state, silent)


def _figure(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Take `{name|format}` as one token, whatever Markdown its letters would be."""
    found = _FIGURE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("figure", "", 0)
        token.info = " ".join(found[1].split())
        token.content = " ".join((found[2] or "").split())
    state.pos = found.end()
    return True
