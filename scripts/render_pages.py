"""Renders the 2019 report's pages as pictures, for a person to look at.

They go to demo/pages/; the page with the income statement is also the picture in README. Needs
LibreOffice, poppler-utils and the tools of the tests (`scripts/test` installs them).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pypdf import PdfReader

from digit_xl import export

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "demo" / "pages"
SHOWN = "Årets resultat 2019"  # stands under the income statement


def main() -> None:
    """Write the pages, and the one for README."""
    sys.path.insert(0, str(ROOT / "tests"))
    from office import to_pdf

    outcome = export.export(
        export.grids(ROOT / "workbooks" / "digit-2019.xlsx"), export.template(None)
    )
    if outcome.document is None:
        raise SystemExit("The 2019 register has errors: see digit-xl validate.")
    PAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = folder / "report.docx"
        document.write_bytes(outcome.document)
        pdf = to_pdf(document, folder)
        subprocess.run(["pdftoppm", "-r", "80", "-png", pdf, PAGES / "page"], check=True)
        texts = [page.extract_text() for page in PdfReader(pdf).pages]
    shown = next(n for n, text in enumerate(texts, 1) if SHOWN in text)
    page = next(PAGES.glob(f"page-*{shown}.png"))
    shutil.copyfile(page, ROOT / "templates" / "page.png")
    print(f"{len(texts)} pages in {PAGES}; README shows page {shown}")


if __name__ == "__main__":
    main()
