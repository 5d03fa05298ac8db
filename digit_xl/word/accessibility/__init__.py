"""What shuts readers out of a document: those who listen to it, or see little of it.

The rules follow WCAG 2.1 at level AA as EN 301 549, chapter 10, has it for documents, and
ISO 14289-1 (PDF/UA) where the PDF is made from the document. The Danish act on web accessibility
(lov nr. 692 af 8. juni 2018) asks that of public bodies.
"""

from __future__ import annotations

from digit_xl.word.accessibility import (  # each lists its rules in CHECKS
    charts,
    contrast,
    drawings,
    headings,
    properties,
    tables,
    texts,
    walk,
)
from digit_xl.word.accessibility.check import CHECKS, Barrier

__all__ = [
    "CHECKS",
    "RULES",
    "Barrier",
    "barriers",
    "charts",
    "contrast",
    "drawings",
    "headings",
    "properties",
    "tables",
    "texts",
]

RULES = tuple(sorted((check.rule for check in CHECKS), key=lambda rule: rule.id))


def barriers(content: bytes) -> tuple[Barrier, ...]:
    """What the document in the bytes breaks, from its beginning to its end.

    Raises:
        Refusal: they are no Word document, or it is damaged.
    """
    document = walk.document(content)
    told = [found for check in CHECKS for found in check.barriers(document)]
    told.sort(key=lambda found: (found[0], found[1].rule))
    return tuple(barrier for _, barrier in told)
