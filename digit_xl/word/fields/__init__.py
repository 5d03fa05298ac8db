"""What Word counts: captions, references, contents and footnotes, and their fields."""
