"""`python -m benchmarks.loader RUN`: carry one run out, as a worker does, and say on the last line its seconds, the work of its processor
and its peak of memory in MB."""

import json
import re
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from django.utils.timezone import now  # noqa: E402

from sharing.integration.loading import load  # noqa: E402
from sharing.models import LoadRun  # noqa: E402


def peak() -> float:
    """Of this program alone: what the system counts for a process includes the one that it was split off from."""
    told = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", told)[0]) / 1024


began = time.perf_counter()
load(LoadRun.objects.get(pk=sys.argv[1]), worker="bench", clock=now)
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"wall": time.perf_counter() - began, "busy": usage.ru_utime + usage.ru_stime, "rss": peak()}))
