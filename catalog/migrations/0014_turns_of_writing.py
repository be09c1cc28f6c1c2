"""Who began to write in a draft when, and in whose place."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly

# Whoever held a pen goes on holding it, since the moment they last wrote.
HELD = """
INSERT INTO catalog_turn (proposal_id, by_id, at)
SELECT id, editing_by_id, editing_at FROM catalog_changeproposal WHERE editing_by_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0013_no_end_before_its_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="soạn từ")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="người soạn")),
                ("instead_of", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="tiếp quản từ")),
                ("proposal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="catalog.changeproposal")),
            ],
            options={
                "verbose_name": "lượt soạn thảo",
                "verbose_name_plural": "lượt soạn thảo",
                "ordering": ["pk"],
                "constraints": [models.CheckConstraint(condition=models.Q(("instead_of__isnull", True), models.Q(("instead_of", models.F("by")), _negated=True), _connector="OR"), name="catalog_turn_from_another", violation_error_message="Không ai tiếp quản từ chính mình.")],
            },
        ),
        AppendOnly("Turn"),
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
    ]
