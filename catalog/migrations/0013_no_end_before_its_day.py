"""A version ends on its day at the earliest; what holds now is found among those without an end, by indexes of their own."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import TruncDate

from hcm_registry.kernel.periods import LEGAL_ZONE


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_dropped_items_stay_on_file")]

    operations = [
        migrations.AddConstraint(
            model_name="databaseversion",
            constraint=models.CheckConstraint(
                name="catalog_version_ends_on_its_day",
                condition=Q(closed_at__isnull=True) | Q(in_force__endswith__lte=TruncDate("closed_at", tzinfo=LEGAL_ZONE)),
                violation_error_message="Phiên bản chưa kết thúc được: quyết định thay thế chưa đến ngày có hiệu lực.",
            ),
        ),
        migrations.AddIndex(
            model_name="databaseversion",
            index=GinIndex(fields=["search"], name="catalog_version_now_by_words", condition=Q(in_force__upper_inf=True)),
        ),
        migrations.AddIndex(
            model_name="databaseversion",
            index=GinIndex(fields=["name_words"], name="catalog_version_now_by_name", condition=Q(in_force__upper_inf=True)),
        ),
    ]
