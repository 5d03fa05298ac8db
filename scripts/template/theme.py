"""The theme of the report: the palette and the fonts that every style points at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from template.look import FONT, PALETTE
from template.wml import NAMESPACES, points

if TYPE_CHECKING:
    from template.wml import Element

EMU_PER_TWIP = 635


def theme() -> Element:
    """theme1.xml: the palette and the fonts, which every style points at."""
    a = "{" + NAMESPACES["a"] + "}"
    made = etree.Element(f"{a}theme", {"name": "Årsrapport"}, nsmap={"a": NAMESPACES["a"]})
    parts = etree.SubElement(made, f"{a}themeElements")
    colours = etree.SubElement(parts, f"{a}clrScheme", {"name": "Årsrapport"})
    for name in ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink"):
        slot = etree.SubElement(colours, f"{a}{name}")
        etree.SubElement(slot, f"{a}srgbClr", {"val": PALETTE[name]})
    slot = etree.SubElement(colours, f"{a}folHlink")
    etree.SubElement(slot, f"{a}srgbClr", {"val": PALETTE["folHlink"]})
    scheme = etree.SubElement(parts, f"{a}fontScheme", {"name": "Årsrapport"})
    for role in ("major", "minor"):
        faces = etree.SubElement(scheme, f"{a}{role}Font")
        for script, face in (("latin", FONT), ("ea", ""), ("cs", "")):
            etree.SubElement(faces, f"{a}{script}", {"typeface": face})
    parts.append(_format_scheme(a))
    return made


def _format_scheme(a: str) -> Element:
    """The effects of shapes, all plain; the schema wants three of each (ECMA-376, 20.1.4.1.14)."""
    scheme = etree.Element(f"{a}fmtScheme", {"name": "Årsrapport"})
    for kind in ("fillStyleLst", "lnStyleLst", "effectStyleLst", "bgFillStyleLst"):
        styles_of_kind = etree.SubElement(scheme, f"{a}{kind}")
        for _ in range(3):
            parent = styles_of_kind
            if kind == "lnStyleLst":
                parent = etree.SubElement(parent, f"{a}ln", {"w": str(points(0.5) * EMU_PER_TWIP)})
            if kind == "effectStyleLst":
                effects = etree.SubElement(parent, f"{a}effectStyle")
                etree.SubElement(effects, f"{a}effectLst")
                continue
            fill = etree.SubElement(parent, f"{a}solidFill")
            etree.SubElement(fill, f"{a}schemeClr", {"val": "phClr"})
    return scheme
