"""The annual report template, said in Python: its look, its controls, its content, its package."""
