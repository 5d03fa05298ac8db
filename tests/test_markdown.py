"""The small Markdown: what it has, and that all else stays the text that somebody wrote."""

from __future__ import annotations

import pytest

from digit_xl.word import markdown
from digit_xl.word.markdown import Paragraph, Span, figure_names, paragraphs


def words(markdown: str) -> list[str]:
    """The text of each paragraph."""
    return ["".join(span.text for span in read.spans) for read in paragraphs(markdown)]


def test_paragraphs_are_parted_by_a_blank_line_and_joined_over_a_soft_break() -> None:
    assert words("en\nto\n\ntre") == ["en to", "tre"]


def test_a_hard_break_is_a_newline() -> None:
    assert words("en  \nto\\\ntre") == ["en\nto\ntre"]


def test_bold_and_italic_may_stand_in_each_other() -> None:
    assert paragraphs("a **b *c***") == (
        Paragraph((Span("a "), Span("b ", bold=True), Span("c", bold=True, italic=True))),
    )


def test_texts_that_are_checked_first_and_written_later_are_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [f"Tekst nummer {number}." for number in range(3000)]
    checked = [paragraphs(text) for text in texts]
    monkeypatch.setattr(markdown, "_parser", None)  # not asked again
    assert [paragraphs(text) for text in texts] == checked


@pytest.mark.parametrize(
    "text",
    [
        "1. april 2020 blev året",
        "2) andet",
        "+ plus",
        "# 5",
        "> citat",
        "<b>hej</b> &amp; <script>",
        "`kode`",
        "| a | b |",
        "=1+1",
        "-5 kr.",
        "--- og ---",
        "    indrykket".strip(),
        "[a]: http://x.dk",
        "[a](javascript:alert)",
        "[a](file:///x)",
        "[a](//x.dk)",
        "[a](https://)",
        "[a](mailto:nogen)",
        "[a](https://[x)",
        "https://digit.dk",
        "{}",
        "{ }",
        "{a|b|c}",
        "snake_case_navn",
    ],
)
def test_everything_else_stays_text(text: str) -> None:
    assert paragraphs(text) == (Paragraph((Span(text),)),)


def test_lines_that_look_numbered_stay_one_paragraph() -> None:
    assert words("Mødet\n1. maj\n2. juni") == ["Mødet 1. maj 2. juni"]


def test_bullets_have_levels_and_an_item_may_go_on() -> None:
    read = paragraphs("- a\n  - b\n- c\n\n  mere\n* d\n-\n\nslut")
    assert [(it.level, it.continues) for it in read] == [
        (1, False),
        (2, False),
        (1, False),
        (1, True),
        (1, False),
        (1, False),
        (0, False),
    ]
    assert words("- a\n  - b\n- c\n\n  mere\n* d\n-\n\nslut") == [
        "a",
        "b",
        "c",
        "mere",
        "d",
        "",
        "slut",
    ]


def test_links_lead_to_pages_and_mail() -> None:
    (read,) = paragraphs("[a](https://x.dk/å?b=1&c) og [b](MAILTO:c@d.dk)")
    assert [(span.text, span.url) for span in read.spans] == [
        ("a", "https://x.dk/%C3%A5?b=1&c"),
        (" og ", ""),
        ("b", "MAILTO:c@d.dk"),
    ]


def test_figures_are_taken_whole_whatever_letters_they_have() -> None:
    text = "**{konti.A_b_ & *c*.udgifter|positiv kr}** [{b}](https://x.dk) {c\nd}"
    assert list(figure_names(text)) == [
        ("konti.A_b_ & *c*.udgifter", "positiv kr"),
        ("b", ""),
        ("c d", ""),
    ]


def test_an_escaped_brace_is_a_brace() -> None:
    assert list(figure_names(r"\{a\}")) == []
    assert words(r"\{a\} \*b\*") == ["{a} *b*"]


def test_an_empty_text_has_no_paragraph() -> None:
    assert paragraphs(" \n\n ") == ()
