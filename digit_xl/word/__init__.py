"""The document side; knows no sheet and no association."""
