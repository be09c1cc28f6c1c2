"""The nightly readings are kept, and no table of history is emptied: TRUNCATE asks no trigger that looks at rows."""

import django.contrib.postgres.fields
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly

# Tables made before AppendOnly refused this too.
NOT_EMPTIED = """
DO $$
DECLARE kept text;
BEGIN
  FOR kept IN SELECT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE tgname = relname || '_append_only' LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()',
                   kept || '_not_emptied', kept);
  END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_working_calendar"), ("catalog", "0009_words_of_names_and_counts_by_kind")]

    operations = [
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "findings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None, verbose_name="điểm sai"
                    ),
                ),
            ],
            options={
                "verbose_name": "kiểm tra sự toàn vẹn",
                "verbose_name_plural": "kiểm tra sự toàn vẹn",
                "ordering": ["-pk"],
                "get_latest_by": "pk",
            },
        ),
        AppendOnly("Inspection"),
        migrations.RunSQL(NOT_EMPTIED, migrations.RunSQL.noop),
    ]
