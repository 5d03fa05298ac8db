"""Microsoft's validator finds no error in any document that a test of this run has made."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from office import validator_errors

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 3_000_000  # bytes; the validator is not asked about tables of fifty thousand rows


@pytest.mark.office
@pytest.mark.last
def test_every_document_made_is_valid(made_documents: dict[bytes, str], tmp_path: Path) -> None:
    paths = {}
    for number, (document, test) in enumerate(made_documents.items()):
        if len(document) <= LARGEST:
            path = tmp_path / f"{number}.docx"
            path.write_bytes(document)
            paths[path] = test
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        judged = zip(paths.values(), pool.map(validator_errors, paths), strict=True)
        assert [(test, errors) for test, errors in judged if errors] == []
    assert paths
