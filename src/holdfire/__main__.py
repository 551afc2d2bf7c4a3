"""`python -m holdfire`: the command, where the `holdfire` script is not on the path."""

from holdfire.cli import run

run()
