"""Server time of the pages and of the API list at 100,000 databases in three versions."""

import itertools

from django.test import Client

from benchmarks.city import generated_city
from benchmarks.report import keep, p95, timed

ROUNDS = 3
CALLS = 40
PATHS = {
    "list": ["/databases/", "/databases/?theme=HEALTH", "/databases/?sharing_class=OPEN", "/databases/?status=BUILDING"],
    "list_as_of": ["/databases/?as_of=2023-06-01", "/databases/?theme=HEALTH&as_of=2024-06-01"],
    "database": ["/databases/HCM-CSDL-000010/", "/databases/HCM-CSDL-050000/", "/databases/HCM-CSDL-099999/?as_of=2023-06-01"],
    "api_list": ["/api/v1/databases/", "/api/v1/databases/?theme=HEALTH", "/api/v1/databases/?page_size=100"],
}


def run() -> None:
    """Each kind of page, interleaved over the rounds, one process, no network."""
    client = Client(SERVER_NAME="localhost")
    times: dict[str, list[float]] = {name: [] for name in PATHS}
    with generated_city():
        for paths in PATHS.values():
            for path in paths:
                answer = client.get(path)
                assert answer.status_code == 200, (path, answer.status_code)
        for _ in range(ROUNDS):
            for name, paths in PATHS.items():
                for path in itertools.islice(itertools.cycle(paths), CALLS):
                    times[name].append(timed(lambda path=path: client.get(path)))
    figures = {f"{name}_p95_ms": p95(found) for name, found in times.items()}
    ratios = {"as_of_vs_plain": figures["list_as_of_p95_ms"] / figures["list_p95_ms"]}
    keep("pages", [len(found) for found in times.values()], figures, ratios)
