"""What is stored, all of it, as one hash: to see that something changed nothing, or all that it should."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction

#: Every table that holds the catalogue, its files and its people.
GOVERNED = sorted(
    model._meta.db_table
    for app in ("agencies", "catalog")
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
    if model._meta.managed
)


def stored(*, but: Collection[str] = ()) -> str:
    """One hash over every row of them, but for those of some tables."""
    rows = " UNION ALL ".join(f"SELECT '{table}' AS its, t::text AS said FROM {table} t" for table in GOVERNED if table not in but)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(its || said, E'\\n' ORDER BY its, said)) FROM ({rows}) AS everything")
        return str(cursor.fetchone()[0])


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
