"""Renders the 2019 report's pages as pictures, for a person to look at.

They go to demo/pages/, beside the PDF that they are made from; two of them are the pictures in
README. Needs LibreOffice and poppler-utils (`scripts/test` installs them).
"""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from digit_xl import export
from digit_xl.findings import Refusal

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "demo" / "pages"
REGISTER = ROOT / "workbooks" / "digit-2019.xlsx"
# The pictures in README, each with what the page says that it shows.
SHOWN = {"plan.png": "Projekternes faser år for år", "page.png": "Årets resultat 2019"}
LIMIT = 120.0  # seconds


def main() -> None:
    """Write the pages, and those for README."""
    outcome = export.export(
        export.grids(REGISTER), export.template(None), export.pictures(REGISTER)
    )
    if outcome.document is None:
        raise SystemExit("The 2019 register has errors: see digit-xl validate.")
    [report] = export.publish([outcome.document], LIMIT)
    if isinstance(report.pdf, Refusal):
        raise SystemExit(report.pdf.sentence)
    shutil.rmtree(PAGES, ignore_errors=True)
    PAGES.mkdir(parents=True)
    pdf = PAGES / "report.pdf"
    pdf.write_bytes(report.pdf)
    subprocess.run(["pdftoppm", "-r", "80", "-png", pdf, PAGES / "page"], check=True)
    texts = [page.extract_text() for page in PdfReader(BytesIO(report.pdf)).pages]
    pictures = sorted(PAGES.glob("page-*.png"))
    for name, said in SHOWN.items():
        shown = next(picture for picture, text in zip(pictures, texts, strict=True) if said in text)
        shutil.copyfile(shown, ROOT / "templates" / name)
        print(f"templates/{name} is {shown.name}")
    print(f"{len(pictures)} pages in {PAGES}")


if __name__ == "__main__":
    main()
