"""Where the reports go."""

from __future__ import annotations

from pathlib import Path

import pytest

from digit_xl.findings import Refusal
from digit_xl.targets import targets


@pytest.mark.parametrize(
    ("output", "pdf", "expected"),
    [
        (None, False, ["in/r.docx"]),
        (None, True, ["in/r.docx", "in/r.pdf"]),
        ("out", True, ["out/r.docx", "out/r.pdf"]),
        ("out/x.docx", False, ["out/x.docx"]),
        ("out/x.DOCX", True, ["out/x.DOCX", "out/x.pdf"]),
        ("out/x.pdf", False, ["out/x.pdf"]),
        ("out/x.pdf", True, ["out/x.pdf"]),
    ],
)
def test_a_report_goes_where_it_is_expected(
    output: str | None,
    pdf: bool,  # noqa: FBT001 - a parameter of the test
    expected: list[str],
) -> None:
    register = Path("in/r.xlsx")
    wanted = targets([register], Path(output) if output else None, None, pdf=pdf)
    assert [path.as_posix() for path in wanted[register]] == expected


def test_nothing_is_written_over_anything_else() -> None:
    for output, template in (("a", None), (None, "x/r.pdf"), ("x/r.pdf", "x/r.pdf")):
        registers = [Path("x/r.xlsx"), Path("y/r.xlsx")][: 1 if template else 2]
        with pytest.raises(Refusal) as told:
            targets(
                registers,
                Path(output) if output else None,
                Path(template) if template else None,
                pdf=True,
            )
        assert told.value.code == "same-output"
