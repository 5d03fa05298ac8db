"""What is drawn: the plan as a table, and what fills the frames for charts and pictures."""
