"""An item that others have read or remarked on is dropped by a mark: it is asked for no more, holds no database, and never changes again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ITEM = """
CREATE OR REPLACE FUNCTION catalog_item_keep() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  stands text;
BEGIN
  SELECT state INTO stands FROM catalog_changeproposal WHERE id = COALESCE(NEW.proposal_id, OLD.proposal_id) FOR SHARE;
  IF stands NOT IN ('DRAFT', 'RETURNED') AND (TG_OP <> 'UPDATE'
     OR (NEW.kind, NEW.database_id, NEW.position, NEW.proposal_id, NEW.dropped_at, NEW.dropped_by_id)
        IS DISTINCT FROM (OLD.kind, OLD.database_id, OLD.position, OLD.proposal_id, OLD.dropped_at, OLD.dropped_by_id)
     OR ((NEW.content, NEW.base_version_id) IS DISTINCT FROM (OLD.content, OLD.base_version_id) AND stands <> 'SIGNED')) THEN
    RAISE EXCEPTION 'Đề xuất đã gửi, không thêm, sửa hoặc bỏ nội dung được.' USING ERRCODE = '23000', CONSTRAINT = 'catalog_item_frozen';
  END IF;
  IF TG_OP <> 'INSERT' AND OLD.dropped_at IS NOT NULL AND (TG_OP = 'DELETE'
     OR (NEW.kind, NEW.database_id, NEW.position, NEW.content, NEW.base_version_id, NEW.dropped_at, NEW.dropped_by_id)
        IS DISTINCT FROM (OLD.kind, OLD.database_id, OLD.position, OLD.content, OLD.base_version_id, OLD.dropped_at, OLD.dropped_by_id)) THEN
    RAISE EXCEPTION 'Mục đã bỏ khỏi đề xuất được giữ nguyên trong hồ sơ.' USING ERRCODE = '23000', CONSTRAINT = 'catalog_item_dropped_stays';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  NEW.in_process := NEW.dropped_at IS NULL
    AND stands IN ('SUBMITTED','ACCEPTED','CONSULTATION','APPRAISAL','APPROVED','AT_COMMITTEE','ISSUED');
  RETURN NEW;
END $f$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0011_two_decisions_of_one_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="changeitem",
            options={
                "default_manager_name": "objects",
                "ordering": ["proposal_id", "position"],
                "verbose_name": "nội dung đề xuất",
                "verbose_name_plural": "nội dung đề xuất",
            },
        ),
        migrations.AddField(
            model_name="changeitem",
            name="dropped_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="bỏ lúc"),
        ),
        migrations.AddField(
            model_name="changeitem",
            name="dropped_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người bỏ",
            ),
        ),
        migrations.RemoveConstraint(model_name="changeitem", name="catalog_item_once_a_proposal"),
        migrations.AddConstraint(
            model_name="changeitem",
            constraint=models.UniqueConstraint(
                condition=Q(dropped_at__isnull=True),
                fields=("proposal", "database"),
                name="catalog_item_once_a_proposal",
                violation_error_message="Cơ sở dữ liệu này đã có trong đề xuất.",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeitem",
            constraint=models.CheckConstraint(
                condition=Q(dropped_by__isnull=True, dropped_at__isnull=True) | Q(dropped_by__isnull=False, dropped_at__isnull=False),
                name="catalog_item_dropped_who_when",
                violation_error_message="Người thực hiện và thời điểm phải có cùng nhau.",
            ),
        ),
        migrations.RunSQL(ITEM, migrations.RunSQL.noop),
    ]
