"""Migration operation: rows that PostgreSQL itself refuses to rewrite.

`AppendOnly("Step")` refuses every UPDATE, DELETE and TRUNCATE. `fill` names columns that may go once from NULL (or an empty text)
to a value: what was unknown may become known, what is known never changes. `close` names a range column whose open
end may be set once: a period may end, its beginning may not move; it may also turn out to have no day at all, when what follows
begins on the very day it did (a constraint of the table says whether it may).
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

FUNCTION = """
CREATE OR REPLACE FUNCTION kernel_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  fill text[] := string_to_array(TG_ARGV[0], ',');
  range_column text := NULLIF(TG_ARGV[1], '');
  generated text[]; before jsonb; after jsonb; k text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- Generated columns are not computed yet when this runs; they follow from the others.
    SELECT COALESCE(array_agg(attname::text), '{}') INTO generated FROM pg_attribute WHERE attrelid = TG_RELID AND attgenerated <> '';
    before := to_jsonb(OLD) - generated; after := to_jsonb(NEW) - generated;
    IF range_column IS NOT NULL AND before->>range_column IS DISTINCT FROM after->>range_column THEN
      IF upper_inf((before->>range_column)::daterange) AND NOT upper_inf((after->>range_column)::daterange)
         AND (isempty((after->>range_column)::daterange)
              OR lower((before->>range_column)::daterange) IS NOT DISTINCT FROM lower((after->>range_column)::daterange)) THEN
        after := after || jsonb_build_object(range_column, before->range_column);
      END IF;
    END IF;
    FOREACH k IN ARRAY fill LOOP
      IF COALESCE(before->>k, '') = '' OR before->k IN ('[]'::jsonb, '{}'::jsonb) THEN
        after := after || jsonb_build_object(k, before->k);
      END IF;
    END LOOP;
    IF before = after THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'Bản ghi % là lịch sử, không được sửa hoặc xóa.', TG_TABLE_NAME USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
END $body$
"""


def not_emptied(table: str) -> str:
    """TRUNCATE asks no trigger that looks at rows, so it has its own."""
    return (
        f'CREATE OR REPLACE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT '
        "EXECUTE FUNCTION kernel_append_only()"
    )


class AppendOnly(migrations.operations.base.Operation):
    """Guard the table of `model_name` with triggers on UPDATE, DELETE and TRUNCATE."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, *, fill: Sequence[str] = (), close: str = "") -> None:
        self.model_name, self.fill, self.close = model_name, tuple(fill), close

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create the function (once for all tables) and this table's triggers."""
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(FUNCTION, params=None)
        schema_editor.execute(
            f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW '
            f"EXECUTE FUNCTION kernel_append_only('{','.join(self.fill)}', '{self.close}')"
        )
        schema_editor.execute(not_emptied(table))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the triggers; the shared function stays."""
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for name in ("append_only", "not_emptied"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS {table}_{name} ON "{table}"')

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Refuse to rewrite {self.model_name}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For the migration writer."""
        return type(self).__name__, [self.model_name], {"fill": self.fill, "close": self.close}
