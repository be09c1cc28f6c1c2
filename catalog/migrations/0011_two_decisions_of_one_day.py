"""Of two decisions that change one database on one day the later prevails: the version between them keeps no day of its own."""

from django.db import migrations, models
from django.db.models import Q

from hcm_registry.kernel.append_only import FUNCTION


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_inspections_and_truncation")]

    operations = [
        migrations.RunSQL(FUNCTION, migrations.RunSQL.noop),  # a period may also turn out to have had no day
        migrations.RemoveConstraint(model_name="databaseversion", name="catalog_version_begins"),
        migrations.AddConstraint(
            model_name="databaseversion",
            constraint=models.CheckConstraint(
                name="catalog_version_begins",
                condition=Q(in_force__lower_inf=False) & (Q(in_force__isempty=False) | Q(closed_by__isnull=False)),
                violation_error_message="Thời gian hiệu lực phải có ngày bắt đầu; chỉ được rỗng khi đã bị thay thế ngay trong ngày đó.",
            ),
        ),
    ]
