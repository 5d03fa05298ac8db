"""Whatever is typed is adopted or told; wherever its text is split, the outcome is the same."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from brace_parts import FACTS, row_of
from docx_parts import PROPERTIES, p, part, r, table, tag_of, template
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_xl.word import wml
from digit_xl.word.fill import fill
from digit_xl.word.templates.adopt import adopt

if TYPE_CHECKING:
    from digit_xl.word.wml import Element

PIECES = st.lists(
    st.sampled_from(
        [
            "{{navn}}",
            "{{beløb|kr}}",
            "{{?tom}}{{tom}} x{{/tom}}",
            "{{?navn}}y{{/navn}}",
            "a",
            " & ",
            "{",
            "}",
        ]
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=60)
@given(PIECES, st.data())
def test_splitting_runs_changes_nothing(pieces: list[str], data: st.DataObject) -> None:
    """Wherever Word or LibreOffice cuts the text, and whatever marks it leaves between."""
    text = "x" + " ".join(pieces)
    cuts = data.draw(st.lists(st.integers(1, len(text)), max_size=12))
    ends = [0, *sorted(set(cuts)), len(text)]
    runs: list[Element] = []
    for begin, end in pairwise(ends):
        runs += [r(text[begin:end], "b"), wml.element("proofErr", type="spellStart")]
    if "{{ {" in text or "} }}" in text:
        return
    whole, split = (adopt(template(p(*made)), lambda _: FACTS) for made in ([r(text, "b")], runs))
    assert whole.findings == split.findings
    if whole.document and split.document:
        assert joined(whole.document) == joined(split.document)


def joined(content: bytes) -> list[tuple[str, str, str]]:
    """The filled text of the first paragraph, with the look and the controls of each piece."""
    first = next(part(fill(content, FACTS, PROPERTIES)).iter(wml.P))
    told: list[tuple[str, str, str]] = []
    for words in first.iter(wml.T):
        run = wml.holder_of(words)
        look = "".join(it.tag for held in run.iter(wml.R_PR) for it in held)
        around = "/".join(tag_of(it) for it in run.iterancestors(wml.SDT))
        if told and told[-1][1:] == (look, around):
            told[-1] = (told[-1][0] + (words.text or ""), look, around)
        elif words.text:
            told.append((words.text, look, around))
    return told


@settings(deadline=None, max_examples=150)
@given(st.text("{}#?/| navoterdl\n", max_size=40), st.text("{}#?/| navoterdl", max_size=40))
def test_whatever_is_typed_is_adopted_or_told(first: str, second: str) -> None:
    """And what is adopted can be filled."""
    verdict = adopt(template(p(first), table(row_of(second, first)), p(second)), lambda _: FACTS)
    assert bool(verdict.findings) != bool(verdict.document)
    if verdict.document:
        fill(verdict.document, FACTS, PROPERTIES)
