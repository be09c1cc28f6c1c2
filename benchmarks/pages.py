"""Server time of pages and API lists at 100,000 databases in three versions each: one warm process, no network.

The catalogue is counted anew by whoever changes it, so a reader finds the counts made. A list is measured so (`list`), and
also after everything kept was thrown away before each call (`list_uncounted`), which is what a lost Redis costs its reader.
"""

import itertools
import statistics
from collections.abc import Callable, Iterator
from functools import partial

from django.core.cache import cache
from django.test import Client

from benchmarks.city import generated_city
from benchmarks.report import Took, figures_of, keep, timed

ROUNDS, CALLS = 5, 24
LIST = ["/databases/", "/databases/?sort=code", "/databases/?sort=newest"]
FILTERED = [
    "/databases/?theme=HEALTH",
    "/databases/?agency=don-vi-7",
    "/databases/?sharing_class=OPEN&status=unknown",
    "/databases/?agency=don-vi-30&sort=code",
]
AS_OF = ["/databases/?as_of=2023-06-01", "/databases/?as_of=2024-06-01", "/databases/?as_of=2024-06-01&sort=code"]
WORDS = ["/databases/?q=dat+dai", "/databases/?q=thu+vien+cu+chi", "/databases/?q=quan+ly", "/databases/?q=du+lich&theme=HEALTH"]
API = "/api/v1/databases/"
PATHS = {
    "home": ["/"],
    "list": LIST,
    "list_filtered": FILTERED,
    "list_as_of": AS_OF,
    "list_search": WORDS,
    "database": ["/databases/HCM-CSDL-001000/", "/databases/HCM-CSDL-050000/?as_of=2023-06-01", "/databases/HCM-CSDL-099000/?tab=history"],
    "api_list": [API, f"{API}?ordering=-name", f"{API}?as_of=2023-06-01"],
    "api_filtered": [f"{API}?managing_agency=don-vi-7", f"{API}?theme=HEALTH&status=PLANNED", f"{API}?sharing_class=OPEN&ordering=name"],
    "api_search": [f"{API}?q=dat+dai", f"{API}?q=thu+vien+cu+chi"],
}
UNCOUNTED = {"list_uncounted": LIST + FILTERED, "list_as_of_uncounted": AS_OF}


def run() -> None:
    """Each kind of page in turn, over the rounds."""
    client = Client(SERVER_NAME="localhost")
    with generated_city():
        for path in itertools.chain(*PATHS.values()):
            _get(client, path)
        rounds = [dict(_round(client)) for _ in range(ROUNDS)]
    told = [{name: value for kind, took in one.items() for name, value in figures_of(kind, took).items()} for one in rounds]
    whole = {kind: [took for one in rounds for took in one[kind]] for kind in rounds[0]}
    figures = {name: value for kind, took in whole.items() for name, value in figures_of(kind, took).items()}
    keep("pages", told, figures, {"as_of_vs_plain": _ratio(told, "list_as_of", "list")})


def _round(client: Client) -> Iterator[tuple[str, list[Took]]]:
    for kind, paths in (PATHS | UNCOUNTED).items():
        before: Callable[[], object] = cache.clear if kind in UNCOUNTED else lambda: None
        took = []
        for path in itertools.islice(itertools.cycle(paths), CALLS):
            before()
            took.append(timed(partial(_get, client, path)))
        yield kind, took


def _get(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def _ratio(told: list[dict[str, float]], one: str, other: str) -> float:
    """The median over the rounds: both were measured in the same minutes."""
    return statistics.median(round_[f"{one}_median_ms"] / round_[f"{other}_median_ms"] for round_ in told)
