"""Excel's add-in: its sources, and what makes one file of them without Excel."""
