"""`python -m digit_xl.cli`: the same as `digit-xl`."""

from digit_xl.cli import run

run()
