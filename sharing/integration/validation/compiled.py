"""A whole table's dictionary as SQL over a stage."""

from collections.abc import Collection
from dataclasses import dataclass, field

from psycopg import sql

from sharing.integration.validation.rules import Checked
from sharing.integration.validation.types import TYPES
from sharing.warehouse.dictionary import Table


@dataclass(frozen=True)
class Compiled:
    """`typed`: the columns that arrive in the type the warehouse stores; the others arrive as text. `of`: what a statement calls the
    stage, where it speaks of another table as well."""

    table: Table
    typed: Collection[str]
    of: str = ""
    checked: tuple[Checked, ...] = field(init=False)

    def __post_init__(self) -> None:
        checked = tuple(Checked(column, typed=column.name in self.typed, of=self.of) for column in self.table.columns)
        object.__setattr__(self, "checked", checked)

    @property
    def arrives_as_stored(self) -> bool:
        """Whether a stage of good rows may become the table itself."""
        return all(one.typed or one.is_text for one in self.checked)

    def stage_columns(self) -> list[tuple[str, str]]:
        """Name and PostgreSQL type of each column of a stage."""
        return [(one.column.name, one.type.stored if one.typed else "text") for one in self.checked]

    def fine(self) -> sql.Composable:
        """True only of rows that break no rule; false or NULL of rows to be looked at closely."""
        return sql.SQL(" AND ").join([part for one in self.checked for part in _fine(one)] or [sql.SQL("true")])

    def reasons(self) -> sql.Composable:
        """Every reason why a row is bad, as `field.rule`; an empty array for a good one."""
        said = [_when(one, "required", sql.SQL("{} IS NULL").format(one.name)) for one in self.checked if one.is_needed]
        said += [_when(one, rule.name, rule.broken) for one in self.checked for rule in one.rules()]
        if not said:
            return sql.SQL("'{{}}'::text[]").format()
        return sql.SQL("array_remove(ARRAY[{}]::text[], NULL)").format(sql.SQL(", ").join(said))

    def composed(self) -> sql.Composable:
        """Each column of a stage, with its texts in composed letters (NFC)."""
        parts = [sql.SQL("normalize({}, NFC) AS {}").format(one.name, one.label) if not one.typed else one.name for one in self.checked]
        return sql.SQL(", ").join(parts)

    def values(self) -> sql.Composable:
        """Each column as the warehouse stores it; NULL where a text spells no value of its type."""
        return sql.SQL(", ").join([sql.SQL("{} AS {}").format(one.value, one.label) for one in self.checked])


def stored_columns(table: Table) -> list[tuple[str, str]]:
    """Name and PostgreSQL type of each column of the table itself."""
    return [(column.name, TYPES[column.type].stored) for column in table.columns]


def _fine(one: Checked) -> list[sql.Composable]:
    conditions = [rule.fine for rule in one.rules() if rule.fine is not None]
    if one.is_needed:
        return conditions or [sql.SQL("{} IS NOT NULL").format(one.name)]  # any other condition is NULL of nothing
    return [sql.SQL("({} IS NULL OR ({}))").format(one.name, sql.SQL(" AND ").join(conditions))] if conditions else []


def _when(one: Checked, rule: str, broken: sql.Composable) -> sql.Composable:
    return sql.SQL("CASE WHEN {} THEN {} END").format(broken, sql.Literal(f"{one.column.name}.{rule}"))
