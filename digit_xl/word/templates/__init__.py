"""What helps to make a template: ready-made controls, a verdict, and controls from braces."""
