"""Microsoft's validator finds no error in any document that a test of this run has made."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from office import validator_errors

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.office
@pytest.mark.last
def test_every_document_made_is_valid(made_documents: dict[Path, str]) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        judged = zip(
            made_documents.values(), pool.map(validator_errors, made_documents), strict=True
        )
        assert [(test, errors) for test, errors in judged if errors] == []
