"""Rules on what a document says about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digit_xl.findings import Severity
from digit_xl.word import wml
from digit_xl.word.accessibility.check import rule

if TYPE_CHECKING:
    from digit_xl.word.accessibility.check import Broken
    from digit_xl.word.accessibility.reading import Document
    from digit_xl.word.wml import Element

_WHERE = "under Filer › Oplysninger"


@rule("TIL-01", Severity.ERROR, "Dokumentet har en titel i egenskaberne.")
def title_missing(document: Document) -> Broken:
    """A document without a title (WCAG 2.4.2, EN 301 549 10.2.4.2, PDF/UA 7.1)."""
    if not document.core.get("title"):
        yield (
            None,
            "Dokumentet har ingen titel i egenskaberne, så en skærmlæser siger filnavnet i stedet. "
            f"Skriv titlen {_WHERE}.",
        )


@rule("TIL-02", Severity.REMARK, "Egenskaberne siger, hvem der udgiver, og hvad det handler om.")
def author_or_subject_missing(document: Document) -> Broken:
    """A document without author or subject: help for those who search, asked for by no standard."""
    asked = (("creator", "forfatter"), ("subject", "emne"))
    missing = [word for name, word in asked if not document.core.get(name)]
    if missing:
        yield (
            None,
            f"Egenskaberne mangler {' og '.join(missing)}, som hjælper den, der søger efter "
            f"dokumentet. Skriv det {_WHERE}.",
        )


@rule("TIL-03", Severity.ERROR, "Typografierne siger, at teksten er dansk.")
def language_of_styles(document: Document) -> Broken:
    """Styles without Danish as their language (WCAG 3.1.1, EN 301 549 10.3.1.1, PDF/UA 7.2).

    Text in another language may be marked as such; that is what WCAG 3.1.2 asks for.
    """
    language = _language(document.styles)
    if not _is_danish(language):
        known, unknown = f", at teksten er på »{language}«", " ikke, hvilket sprog teksten er på"
        yield (
            None,
            f"Typografierne siger{known if language else unknown}, så en skærmlæser udtaler "
            "den forkert. Vælg dansk under Gennemse › Sprog › Angiv korrektursprog, og gør det til "
            "standard.",
        )


def _language(styles: Element | None) -> str:
    """The language of text that says nothing else; empty when there is none."""
    if styles is None:
        return ""
    usual = (style for style in styles.iterchildren(wml.w("style")) if _is_usual(style))
    normal = next(usual, None)
    places = [styles.find(f"{wml.w('docDefaults')}/{wml.w('rPrDefault')}")]
    for place in (normal, *places):
        found = None if place is None else place.find(f"{wml.R_PR}/{wml.w('lang')}")
        if found is not None and found.get(wml.VAL):
            return found.get(wml.VAL, "")
    return ""


def _is_usual(style: Element) -> bool:
    default, kind = style.get(wml.w("default"), "0"), style.get(wml.w("type"), "paragraph")
    return wml.means_on(default) and kind == "paragraph"


def _is_danish(language: str) -> bool:
    return language.casefold().split("-")[0] == "da"


@rule("TIL-04", Severity.REMARK, "Egenskaberne siger, at dokumentet er på dansk.")
def language_of_properties(document: Document) -> Broken:
    """Properties without Danish as the language, which some programs read instead of the styles."""
    language = document.core.get("language", "")
    if not _is_danish(language):
        known, unknown = f", at dokumentet er på »{language}«", " ikke, hvilket sprog det er på"
        yield (
            None,
            f"Egenskaberne siger{known if language else unknown}. Word går efter "
            "typografierne, men andre programmer efter egenskaberne. Angiv da-DK som sprog "
            "under Filer › Oplysninger › Egenskaber › Avancerede egenskaber.",
        )
