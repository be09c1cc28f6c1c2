"""What the dictionary of the version in force says of one table: the only description of the data that the warehouse knows."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from catalog.models import Code, DatabaseVersion, Dataset, Field, SharedDatabase
from hcm_registry.kernel.errors import RuleBroken


class NoDictionary(RuleBroken):
    """No version is in force, or its dictionary has no such table."""

    message = gettext_lazy("Từ điển dữ liệu đang có hiệu lực không có bảng này. Đề xuất bổ sung bảng vào danh mục trước khi nạp.")


@dataclass(frozen=True)
class Column:
    """One field of the dictionary; `codes` are those of its code list, None without one."""

    name: str
    title: str
    type: str
    required: bool = False
    key: bool = False
    unique: bool = False
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""
    min_length: int | None = None
    max_length: int | None = None
    enum: tuple[str, ...] = ()
    codes: tuple[str, ...] | None = None
    description: str = ""

    @property
    def allowed(self) -> tuple[str, ...] | None:
        """The closed list of values, whether spelled out or a code list."""
        return self.codes if self.codes is not None else self.enum or None


@dataclass(frozen=True)
class Table:
    """One dataset. `version`: of the catalogue, by its primary key."""

    schema: str
    name: str
    title: str
    columns: tuple[Column, ...]
    version: int = 0
    description: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the key's columns; none when the dictionary names none."""
        return tuple(column.name for column in self.columns if column.key)

    def fingerprint(self) -> str:
        """Equal as long as the same rows are good and are stored alike: titles and descriptions are left out."""
        rules = [{name: value for name, value in asdict(column).items() if name not in {"title", "description"}} for column in self.columns]
        return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()

    def words(self) -> str:
        """Equal as long as people read the same in the comments of its columns."""
        said = [[self.title, self.description], *([column.name, column.title, column.description] for column in self.columns)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def schema_of(database: SharedDatabase) -> str:
    """HCM-CSDL-001 → hcm_csdl_001."""
    return database.code.lower().replace("-", "_")


def table_in_force(database: SharedDatabase, dataset: str, on: date) -> Table:
    """The dictionary's table on the legal day. Error: NoDictionary."""
    version = DatabaseVersion.objects.in_force(on).filter(database=database).first()
    found = version and Dataset.objects.filter(version=version, name=dataset).prefetch_related("fields").first()
    if not found:
        raise NoDictionary(database=database.code, dataset=dataset)
    fields = list(found.fields.all())
    codes = _codes({field.code_list for field in fields} - {""})
    columns = tuple(_column(field, codes) for field in fields)
    return Table(schema_of(database), found.name, found.title, columns, found.version_id, found.description)


def _column(field: Field, codes: dict[str, tuple[str, ...]]) -> Column:
    same = (
        "name",
        "title",
        "type",
        "required",
        "key",
        "unique",
        "pattern",
        "minimum",
        "maximum",
        "min_length",
        "max_length",
        "description",
    )
    listed = codes.get(field.code_list, ()) if field.code_list else None
    return Column(enum=tuple(field.enum), codes=listed, **{name: getattr(field, name) for name in same})


def _codes(keys: set[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, code in Code.objects.filter(code_list__key__in=keys).order_by("code_list_id", "code").values_list("code_list__key", "code"):
        found[key] = (*found.get(key, ()), code)
    return found
