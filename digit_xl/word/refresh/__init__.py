"""A new register into a report that somebody has worked in: the figures follow, the work stays."""
