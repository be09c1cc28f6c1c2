"""A process that dies in the middle of its work, as a worker does whose machine loses power.

`python -m tests.dying 17 catalog.clocks.tasks:recompute_clocks` is killed at its 17th statement, before PostgreSQL hears of it.
A process of its own: a fork of the test's would inherit its connections, its threads and its place in the run.
"""

import os
import signal
import subprocess
import sys
from importlib import import_module
from urllib.parse import urlsplit

from django import setup
from django.db import connection


def killed_at(statement: int, task: str) -> bool:
    """Do `module:function()` on the test's database in a process that dies at its n-th statement. Returns whether it lived to die."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [sys.executable, "-m", "tests.dying", str(statement), task]
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=False).returncode == -signal.SIGKILL


def _die_at(statement: int, task: str) -> None:
    module, function = task.split(":")
    count = 0

    def count_and_die(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    setup()
    with connection.execute_wrapper(count_and_die):
        getattr(import_module(module), function)()


if __name__ == "__main__":
    _die_at(int(sys.argv[1]), sys.argv[2])
