"""`python -m supervisor run|stop|status`."""

from __future__ import annotations

import argparse
import sys

from supervisor.control import status, stop
from supervisor.run import run
from supervisor.settings import data_folder


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m supervisor", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("stop", help="stop the running system and wait until it is gone")
    commands.add_parser("status", help="show what runs")
    running = commands.add_parser("run", help="run the system until Ctrl-C or SIGTERM")
    running.add_argument("--only", default="", help="names of processes, with commas; all if not given")
    running.add_argument("--attached", action="store_true", help="stop, too, when standard input closes")
    chosen = parser.parse_args()
    if chosen.command == "run":
        return run([name for name in chosen.only.split(",") if name], chosen.attached)
    return stop(data_folder()) if chosen.command == "stop" else status(data_folder())


if __name__ == "__main__":
    sys.exit(main())
