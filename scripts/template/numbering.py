"""The numberings of the report: its chapters and its bullets."""

from __future__ import annotations

from template.look import NUMBER_INDENT, colour
from template.wml import Element, mm, val, w

HEADINGS, BULLETS = 1, 2  # what styles call them


def numbering() -> Element:
    """numbering.xml: the chapters' numbers (1, 1.1) and the bullets."""
    headings = w("abstractNum", val("multiLevelType", "multilevel"), abstractNumId=HEADINGS)
    headings.extend(_heading_level(level) for level in range(2))
    bullets = w("abstractNum", val("multiLevelType", "hybridMultilevel"), abstractNumId=BULLETS)
    bullets.append(_bullet_level(0, "ListBullet", "•"))
    bullets.append(_bullet_level(1, "ListBullet2", "–"))
    used = [w("num", val("abstractNumId", number), numId=number) for number in (HEADINGS, BULLETS)]
    return w("numbering", headings, bullets, *used)


def _heading_level(level: int) -> Element:
    shown = ".".join(f"%{part + 1}" for part in range(level + 1))
    return w(
        "lvl",
        val("start", 1),
        val("numFmt", "decimal"),
        val("pStyle", f"Heading{level + 1}"),
        val("suff", "tab"),
        val("lvlText", shown),
        val("lvlJc", "left"),
        w("pPr", w("ind", left=mm(NUMBER_INDENT), hanging=mm(NUMBER_INDENT))),
        w("rPr", colour("accent2")),
        ilvl=level,
    )


def _bullet_level(level: int, style: str, sign: str) -> Element:
    return w(
        "lvl",
        val("start", 1),
        val("numFmt", "bullet"),
        val("pStyle", style),
        val("suff", "tab"),
        val("lvlText", sign),
        val("lvlJc", "left"),
        w("pPr", w("ind", left=mm(6 * (level + 1)), hanging=mm(6))),
        w("rPr", colour("accent2")),
        ilvl=level,
    )
