"""Deadlines, which move when an event is written and at no other time."""

import django.db.models.deletion
import hcm_registry.vietnamese.fields
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly

# Writing an event is the only way to move a clock. The clock's row is locked, so that events come one after another.
EVENT = """
CREATE FUNCTION catalog_clockevent_in_order() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  clock record;
BEGIN
  SELECT state, due_on INTO clock FROM catalog_deadlineclock WHERE id = NEW.clock_id FOR NO KEY UPDATE;
  IF NOT (CASE NEW.kind
    WHEN 'STARTED' THEN clock.state = 'RUNNING'
    WHEN 'PAUSED' THEN clock.state = 'RUNNING'
    WHEN 'RESUMED' THEN clock.state = 'PAUSED'
    WHEN 'RECALCULATED' THEN clock.state <> 'STOPPED'
    WHEN 'STOPPED' THEN clock.state <> 'STOPPED'
    ELSE clock.state = 'RUNNING' AND clock.due_on IS NOT NULL
  END) THEN
    RAISE EXCEPTION 'Hạn xử lý không còn ở trạng thái cho phép việc này. Tải lại trang.'
      USING ERRCODE = '23000', CONSTRAINT = 'catalog_clockevent_in_order';
  END IF;
  NEW.due_before := clock.due_on;
  IF NEW.kind IN ('STARTED', 'PAUSED', 'RESUMED', 'RECALCULATED') THEN
    UPDATE catalog_deadlineclock
      SET due_on = NEW.due_after, explanation = NEW.explanation, calendar_version_id = NEW.calendar_version_id,
          state = CASE NEW.kind WHEN 'PAUSED' THEN 'PAUSED' WHEN 'RESUMED' THEN 'RUNNING' ELSE state END
      WHERE id = NEW.clock_id;
  ELSE
    NEW.due_after := clock.due_on;
    IF NEW.kind = 'STOPPED' THEN
      UPDATE catalog_deadlineclock SET state = 'STOPPED', stopped_at = NEW.at WHERE id = NEW.clock_id;
    END IF;
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER catalog_clockevent_in_order BEFORE INSERT ON catalog_clockevent FOR EACH ROW EXECUTE FUNCTION catalog_clockevent_in_order();
"""

# In a WHEN clause pg_trigger_depth() is 0 for somebody's own statement and 1 for the one above.
CLOCK = """
CREATE FUNCTION catalog_clock_moves_by_event() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'Hạn chỉ đổi cùng với một sự việc được ghi lại (tạm dừng, tính tiếp, tính lại, xong).'
    USING ERRCODE = '23000', CONSTRAINT = 'catalog_clock_moves_by_event';
END $f$;
CREATE TRIGGER catalog_clock_moves_by_event BEFORE UPDATE ON catalog_deadlineclock FOR EACH ROW
  WHEN (pg_trigger_depth() = 0 AND (OLD.due_on, OLD.state, OLD.explanation, OLD.stopped_at, OLD.started_at, OLD.rule_id, OLD.fixed_on, OLD.kind)
    IS DISTINCT FROM (NEW.due_on, NEW.state, NEW.explanation, NEW.stopped_at, NEW.started_at, NEW.rule_id, NEW.fixed_on, NEW.kind))
  EXECUTE FUNCTION catalog_clock_moves_by_event();
CREATE TRIGGER catalog_clock_begins_unmoved BEFORE INSERT ON catalog_deadlineclock FOR EACH ROW
  WHEN (NEW.due_on IS NOT NULL OR NEW.stopped_at IS NOT NULL OR NEW.state <> 'RUNNING')
  EXECUTE FUNCTION catalog_clock_moves_by_event();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_working_calendar'),
        ('catalog', '0007_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeadlineClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PROPOSAL_INTAKE', 'Tiếp nhận, kiểm tra đề xuất'), ('PROPOSAL_APPRAISAL', 'Thẩm định đề xuất'), ('OPINION', 'Trả lời lấy ý kiến'), ('DOCUMENT_ISSUE', 'Phát hành văn bản sau khi ký'), ('CATALOGUE_REVIEW', 'Rà soát danh mục cơ sở dữ liệu dùng chung'), ('DEFAULT_LIST_REVIEW', 'Rà soát danh mục dữ liệu chia sẻ mặc định'), ('CONNECTION_ACCOUNT', 'Tạo tài khoản kết nối hoặc từ chối, chia sẻ mặc định'), ('SPECIFIC_REQUEST', 'Giải quyết yêu cầu chia sẻ đặc thù'), ('SUSPENSION_NOTICE', 'Thông báo trước khi tạm dừng chia sẻ theo kế hoạch'), ('DATA_ERROR', 'Xử lý thông báo dữ liệu sai'), ('PROBLEM', 'Giải quyết vướng mắc về kết nối, chia sẻ'), ('PERSONAL_DATA_BREACH', 'Thông báo vi phạm dữ liệu cá nhân'), ('REMINDER_FIRST', 'Nhắc lần đầu, trước hạn'), ('REMINDER_LAST', 'Nhắc lần cuối, trước hạn'), ('ESCALATION', 'Báo lãnh đạo, sau hạn')], max_length=30, verbose_name='việc')),
                ('fixed_on', models.DateField(blank=True, null=True, verbose_name='hạn do người giao đặt')),
                ('role', models.CharField(choices=[('REGISTRAR', 'Chuyên viên đăng ký'), ('HEAD', 'Lãnh đạo'), ('INTAKE', 'Cán bộ tiếp nhận'), ('APPRAISER', 'Chuyên viên thẩm định'), ('CLERK', 'Văn thư'), ('OPERATOR', 'Cán bộ vận hành kho dữ liệu'), ('AUDITOR', 'Kiểm toán viên'), ('ADMIN', 'Quản trị hệ thống')], max_length=20, verbose_name='vai trò')),
                ('label', hcm_registry.vietnamese.fields.NfcCharField(max_length=255, verbose_name='tên việc')),
                ('path', models.CharField(max_length=200, verbose_name='địa chỉ')),
                ('started_at', models.DateTimeField(verbose_name='bắt đầu lúc')),
                ('stopped_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='xong lúc')),
                ('state', models.CharField(choices=[('RUNNING', 'Đang tính'), ('PAUSED', 'Tạm dừng'), ('STOPPED', 'Đã xong')], default='RUNNING', editable=False, max_length=10, verbose_name='trạng thái')),
                ('due_on', models.DateField(blank=True, editable=False, null=True, verbose_name='hạn')),
                ('explanation', models.TextField(blank=True, editable=False, verbose_name='cách tính')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='agencies.agency', verbose_name='cơ quan phải làm')),
                ('calendar_version', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.calendarversion', verbose_name='phiên bản lịch')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to=settings.AUTH_USER_MODEL, verbose_name='người đã nhận')),
                ('rule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='catalog.legalrule', verbose_name='quy định')),
            ],
            options={
                'verbose_name': 'hạn xử lý',
                'verbose_name_plural': 'hạn xử lý',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ClockEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('STARTED', 'Bắt đầu tính hạn'), ('PAUSED', 'Tạm dừng tính hạn'), ('RESUMED', 'Tính hạn tiếp'), ('RECALCULATED', 'Tính lại do lịch làm việc đổi'), ('REMINDED', 'Đã nhắc việc'), ('ESCALATED', 'Đã báo lãnh đạo'), ('STOPPED', 'Xong')], max_length=20, verbose_name='sự việc')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('reason', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='lý do')),
                ('point', models.SmallIntegerField(blank=True, null=True, verbose_name='thời điểm nhắc')),
                ('due_before', models.DateField(blank=True, null=True, verbose_name='hạn trước đó')),
                ('due_after', models.DateField(blank=True, null=True, verbose_name='hạn sau đó')),
                ('explanation', models.TextField(blank=True, verbose_name='cách tính')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người làm')),
                ('calendar_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.calendarversion', verbose_name='phiên bản lịch')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='catalog.deadlineclock', verbose_name='hạn xử lý')),
            ],
            options={
                'verbose_name': 'sự việc của hạn xử lý',
                'verbose_name_plural': 'sự việc của hạn xử lý',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='deadlineclock',
            index=models.Index(condition=models.Q(('state', 'RUNNING')), fields=['due_on'], name='catalog_clock_running'),
        ),
        migrations.AddIndex(
            model_name='deadlineclock',
            index=models.Index(condition=models.Q(('state', 'STOPPED'), _negated=True), fields=['calendar_version', 'id'], name='catalog_clock_behind'),
        ),
        migrations.AddIndex(
            model_name='deadlineclock',
            index=models.Index(fields=['agency', 'due_on'], name='catalog_clock_by_agency'),
        ),
        migrations.AddConstraint(
            model_name='deadlineclock',
            constraint=models.CheckConstraint(condition=models.Q(('rule__isnull', True), ('fixed_on__isnull', True), _connector='OR'), name='catalog_clock_one_ground', violation_error_message='Hạn hoặc theo quy định, hoặc do người giao đặt.'),
        ),
        migrations.AddConstraint(
            model_name='clockevent',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'STARTED')), fields=('clock',), name='catalog_clockevent_started_once', violation_error_message='Hạn này đã bắt đầu tính.'),
        ),
        migrations.AddConstraint(
            model_name='clockevent',
            constraint=models.UniqueConstraint(condition=models.Q(('point__isnull', False)), fields=('clock', 'kind', 'point', 'due_after'), name='catalog_clockevent_warned_once', violation_error_message='Đã nhắc về hạn này vào thời điểm đó.'),
        ),
        migrations.AddConstraint(
            model_name='clockevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['REMINDED', 'ESCALATED']), ('point__isnull', False)), models.Q(models.Q(('kind__in', ['REMINDED', 'ESCALATED']), _negated=True), ('point__isnull', True)), _connector='OR'), name='catalog_clockevent_warning_has_point', violation_error_message='Chỉ lần nhắc việc có thời điểm nhắc.'),
        ),
        migrations.RunSQL(EVENT, "DROP FUNCTION catalog_clockevent_in_order() CASCADE"),
        migrations.RunSQL(CLOCK, "DROP FUNCTION catalog_clock_moves_by_event() CASCADE"),
        AppendOnly("ClockEvent"),
    ]
