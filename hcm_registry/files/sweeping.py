"""Removes what nobody names: a file written in a transaction that failed, or taken out of a draft."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import default_storage

from hcm_registry.files.fields import all_fields
from hcm_registry.files.holding import FOLDER

#: Far longer than any transaction: a file may be in the store before the row that names it is there for others.
AGE = timedelta(days=1)
BATCH = 1000


def sweep(*, at: datetime) -> list[str]:
    """Remove files older than a day that no row names, of the folders in which files are kept. Returns their names.

    The store is listed first and the rows are asked afterwards, of each file once more just before it goes: what is named meanwhile stays.
    """
    removed = []
    listed = (name for folder in sorted({FOLDER, *(field.folder for field in all_fields())}) for name in _files(folder))
    while batch := list(islice(listed, BATCH)):
        for name in sorted(set(batch) - _named(batch)):
            if _old(name, at) and not _named([name]):
                default_storage.delete(name)
                removed.append(name)
    return removed


def _files(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{file}" for file in files if file)
    for inner in folders:
        yield from _files(f"{folder}/{inner}")


def _named(names: Collection[str]) -> set[str]:
    rows = (field.model._base_manager.filter(**{f"{field.name}__in": names}).values_list(field.name, flat=True) for field in all_fields())
    return {name for found in rows for name in found}


def _old(name: str, at: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < at - AGE
    except FileNotFoundError:
        return False
