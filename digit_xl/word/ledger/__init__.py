"""What a report shows and which cells it comes from, kept inside the report."""
