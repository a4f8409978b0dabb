"""``python -m scorecard_core`` is the command ``scorecard``."""

from scorecard_core.cli import main

main(prog_name="scorecard")
