"""The commands. Everything heavy is loaded inside a command, so that ``--help`` and completion are quick.

Exit codes: 0 done; 1 something that was read is wrong, all of it told, and nothing written, or there was nothing to
rate, or a law is broken; 2 the command was misused.
"""

from __future__ import annotations

import sys

try:
    import click
except ModuleNotFoundError:  # the engine is installed without its commands
    sys.exit("The scorecard command needs its extra: pip install 'scorecard-core[cli,report]'")

from scorecard_core.cli.explain import explain
from scorecard_core.cli.plugins import check, plugins
from scorecard_core.cli.rate import rate
from scorecard_core.cli.report import report

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="scorecard-core", prog_name="scorecard")
def main() -> None:
    """Rate a council's balanced scorecard: red, amber, green or grey, and why."""


for command in (report, rate, explain, plugins, check):
    main.add_command(command)
