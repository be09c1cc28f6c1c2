"""A succession, once recorded, is history."""

from django.db import migrations

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]

    operations = [AppendOnly("Succession")]
