"""Runs a command and writes what it took: ``python measured.py OUTPUT COMMAND…``.

Memory is counted from here, for a process begins with what the one that started it had: this one is small.
"""

import json
import os
import sys
import time
from pathlib import Path

output, *command = sys.argv[1:]
begin = time.perf_counter()
child = os.posix_spawn(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - begin
cost = {
    "seconds": seconds,
    "cpu_seconds": usage.ru_utime + usage.ru_stime,
    "mebibytes": usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024),
}
Path(output).write_text(json.dumps(cost), encoding="utf-8")
sys.exit(os.waitstatus_to_exitcode(status))
