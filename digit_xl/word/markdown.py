"""The small Markdown of the register's texts, read by markdown-it; knows no Word.

Paragraphs, bullets, **bold**, *italic*, links, `{figure|format}`, and footnotes: `[^1]` in the text
and `[^1]: …` in a paragraph of its own. Everything else that Markdown has is plain text here:
`1. april` starts no list, and `# 5` is no heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

SCHEMES: Final = ("http", "https")
_HOST = re.compile(r"[\w.-]*\w[\w.-]*")
_MARK = re.compile(r"\[\^([^\s\]]+)\]")
_FIGURE = re.compile(r"\{([^{}|]*[^{}|\s][^{}|]*)(?:\|([^{}|]*))?\}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one look; with `figure`, the figure that stands there in its format.

    With `note` it is the mark of that footnote, and `text` the mark as written.
    """

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""
    figure: str = ""
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of a text, which any number of its marks may refer to; it has no marks itself."""

    label: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's spans and its list level: 0 is no list; `continues` an item begun before."""

    spans: tuple[Span, ...]
    level: int = 0
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Loose:
    """The labels of footnotes that are not shown as they were meant, by what is wrong."""

    unanswered: tuple[str, ...] = ()  # a mark without a footnote
    nested: tuple[str, ...] = ()  # a mark within a footnote, which has none of its own
    uncalled: tuple[str, ...] = ()  # a footnote without a mark
    repeated: tuple[str, ...] = ()  # several footnotes of one label, of which the first is shown
    blank: tuple[str, ...] = ()  # a mark whose footnote says nothing


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as it is read: its paragraphs without the footnotes, and these by their labels.

    `repeated` are the labels of which there are more footnotes than the first.
    """

    paragraphs: tuple[Paragraph, ...]
    notes: Mapping[str, Note]
    repeated: tuple[str, ...]


def paragraphs(markdown: str) -> tuple[Paragraph, ...]:
    """The text's paragraphs in order; a hard line break is a newline in a span."""
    return _read(markdown).paragraphs


def figure_names(markdown: str) -> Iterator[tuple[str, str]]:
    """Each figure that the text names, in order, the footnotes' last: its name and its format."""
    read = _read(markdown)
    noted = (paragraph for note in read.notes.values() for paragraph in note.paragraphs)
    for paragraph in (*read.paragraphs, *noted):
        for span in paragraph.spans:
            if span.figure:
                yield span.figure, span.text


def loose_notes(markdown: str) -> Loose:
    """What is wrong with the text's footnotes, each label once for each reason, in order."""
    read = _read(markdown)
    noted = (paragraph for note in read.notes.values() for paragraph in note.paragraphs)
    spans = [span for paragraph in (*read.paragraphs, *noted) for span in paragraph.spans]
    called = {span.note.label for span in spans if span.note}
    found = (mark for span in spans if not span.note for mark in _MARK.findall(span.text))
    marks = tuple(dict.fromkeys(found))
    return Loose(
        unanswered=tuple(mark for mark in marks if mark not in read.notes),
        nested=tuple(mark for mark in marks if mark in read.notes),
        uncalled=tuple(label for label in read.notes if label not in called),
        repeated=read.repeated,
        blank=tuple(
            label for label, note in read.notes.items() if label in called and _is_blank(note)
        ),
    )


def _is_blank(note: Note) -> bool:
    return not any(
        span.figure or span.text.strip()
        for paragraph in note.paragraphs
        for span in paragraph.spans
    )


# All texts are checked before the first is written, so what does not keep them all is of no use.
# Ten registers have fewer; a process that lasts keeps no more, some kilobytes for each.
@lru_cache(maxsize=4096)
def _read(markdown: str) -> _Reading:
    body, defined = _parted(_parser().parse(markdown))
    notes = {label: Note(label, _paragraphs(found[0], {})) for label, found in defined.items()}
    repeated = tuple(label for label, found in defined.items() if len(found) > 1)
    return _Reading(_paragraphs(body, notes), notes, repeated)


def _parted(tokens: Iterable[Token]) -> tuple[list[Token], dict[str, list[list[Token]]]]:
    """The text's own tokens, and by their labels those of each footnote."""
    body: list[Token] = []
    defined: dict[str, list[list[Token]]] = {}
    into = [body]
    for token in tokens:
        if token.type == "footnote_reference_open":
            into.append([])
            defined.setdefault(token.meta["label"], []).append(into[-1])
        elif token.type == "footnote_reference_close":
            into.pop()
        else:
            into[-1].append(token)
    return body, defined


def _paragraphs(tokens: Iterable[Token], notes: Mapping[str, Note]) -> tuple[Paragraph, ...]:
    made: list[Paragraph] = []
    level, continues = 0, False
    for token in tokens:
        if token.type == "bullet_list_open":
            level += 1
        elif token.type == "bullet_list_close":
            level, continues = level - 1, True
        elif token.type == "list_item_open":
            continues = False
        elif token.type == "list_item_close" and not continues:
            made.append(Paragraph((), level))
        elif token.type == "inline":
            spans = tuple(_joined(_spans(token.children or (), notes)))
            made.append(Paragraph(spans, level, continues and level > 0))
            continues = True
    return tuple(made)


def as_written(span: Span) -> str:
    """The figure as its text names it: `{name|format}`."""
    return f"{{{span.figure}|{span.text}}}" if span.text else f"{{{span.figure}}}"


def _spans(tokens: Iterable[Token], notes: Mapping[str, Note]) -> Iterator[Span]:
    bold = italic = 0
    url = ""
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            bold += token.nesting
        elif token.type in {"em_open", "em_close"}:
            italic += token.nesting
        elif token.type in {"link_open", "link_close"}:
            url = str(token.attrGet("href") or "")
        elif token.type == "footnote_ref":
            label = token.meta["label"]
            yield Span(f"[^{label}]", bold > 0, italic > 0, url, note=notes.get(label))
        else:
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            figure = token.info if token.type == "figure" else ""
            yield Span(text, bold > 0, italic > 0, url, figure)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans with neighbours of one look in one, and without empty ones."""
    for look, alike in groupby(spans, key=lambda span: replace(span, text="")):
        if look.figure or look.note:
            yield from alike
        elif text := "".join(span.text for span in alike):
            yield replace(look, text=text)


@cache
def _parser() -> MarkdownIt:
    """The parser, made once: nothing but what the small Markdown has."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("zero").enable(["emphasis", "escape", "link", "list", "newline"])
    parser.block.ruler.at("list", _bullets, {"alt": ["paragraph"]})
    parser.inline.ruler.at("emphasis", _stars)
    parser.inline.ruler.before("emphasis", "figure", _figure)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.validateLink = _is_safe  # type: ignore[method-assign] # markdown-it's documented hook
    return parser


def _is_safe(url: str) -> bool:
    """Whether the link leads to a page, to somebody's mail or to a bookmark; any other stays text.

    Word does not open a document with an address that is none, so `https://` alone is text too.
    """
    if url.startswith("#"):
        return bool(url[1:].strip())
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
