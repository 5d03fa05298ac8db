"""The spreadsheet side; knows no sheet by name."""
