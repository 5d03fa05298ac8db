"""digit_xl: from a spreadsheet register to a Word report with every figure tied to its cell."""

__version__ = "0.1.0"
