"""A report held against a register: what does not tie, and the amounts that nobody can trace."""
