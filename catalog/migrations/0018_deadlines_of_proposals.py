"""A proposal and each question to a consulted agency have their deadline; the days set before become the first event of one."""

import django.db.models.deletion
from django.db import migrations, models

# Each question of the past gets the deadline it would have got when it was asked, ended when it was answered or voided.
OF_THE_PAST = """
DO $$
DECLARE
  asked record;
  made bigint;
BEGIN
  ALTER TABLE catalog_opinion DISABLE TRIGGER catalog_opinion_append_only;
  FOR asked IN SELECT o.*, p.code, p.title FROM catalog_opinion o JOIN catalog_changeproposal p ON p.id = o.proposal_id ORDER BY o.id LOOP
    INSERT INTO catalog_deadlineclock (kind, fixed_on, agency_id, role, label, path, started_at, state, explanation)
      VALUES ('OPINION', asked.due_on, asked.agency_id, 'REGISTRAR', left(asked.code || ' ' || asked.title, 255),
              '/proposals/' || asked.code || '/', asked.asked_at, 'RUNNING', '') RETURNING id INTO made;
    INSERT INTO catalog_clockevent (clock_id, kind, at, by_id, reason, due_after, explanation)
      VALUES (made, 'STARTED', asked.asked_at, asked.asked_by_id, '', asked.due_on,
              'nhận ' || to_char(asked.asked_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM') || ', hạn đặt ' || to_char(asked.due_on, 'DD/MM'));
    IF COALESCE(asked.answered_at, asked.voided_at) IS NOT NULL THEN
      INSERT INTO catalog_clockevent (clock_id, kind, at, by_id, reason, explanation)
        VALUES (made, 'STOPPED', COALESCE(asked.answered_at, asked.voided_at), asked.answered_by_id, '', '');
    END IF;
    UPDATE catalog_opinion SET clock_id = made WHERE id = asked.id;
  END LOOP;
  ALTER TABLE catalog_opinion ENABLE TRIGGER catalog_opinion_append_only;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0017_claims"), ("agencies", "0004_outbox")]

    operations = [
        migrations.AddField(
            "changeproposal",
            "clock",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.deadlineclock",
                verbose_name="hạn xử lý hiện tại",
            ),
        ),
        migrations.AddField(
            "opinion",
            "clock",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.deadlineclock",
                verbose_name="hạn trả lời",
            ),
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(OF_THE_PAST, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "opinion",
            "clock",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.deadlineclock", verbose_name="hạn trả lời"
            ),
        ),
        migrations.RemoveField("opinion", "due_on"),
    ]
