"""Where the warehouse's rows come from, and the runs that bring them. A run that has ended is history, as its steps and stages are."""

import django.db.models.deletion
import django.db.models.expressions
import hcm_registry.sealing.fields
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly, not_emptied

ENDED = f"""
CREATE FUNCTION sharing_run_ended() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state NOT IN ('DONE', 'FAILED', 'CANCELLED') THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'Lượt nạp đã kết thúc là lịch sử, không được sửa hoặc xóa.' USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
END $body$;
CREATE TRIGGER sharing_loadrun_ended BEFORE UPDATE OR DELETE ON sharing_loadrun FOR EACH ROW EXECUTE FUNCTION sharing_run_ended();
{not_emptied("sharing_loadrun")}
"""
NOT_ENDED = """
DROP TRIGGER sharing_loadrun_not_emptied ON sharing_loadrun;
DROP TRIGGER sharing_loadrun_ended ON sharing_loadrun;
DROP FUNCTION sharing_run_ended()
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0019_responses_to_opinions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalSource',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('dataset', models.CharField(max_length=63, verbose_name='bảng trong từ điển')),
                ('kind', models.CharField(choices=[('POSTGRES', 'PostgreSQL')], max_length=20, verbose_name='loại nguồn')),
                ('connection', models.JSONField(default=dict, verbose_name='kết nối')),
                ('active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('mode', models.CharField(choices=[('FULL', 'Toàn bộ'), ('INCREMENTAL', 'Phần thay đổi từ lần trước')], default='FULL', max_length=20, verbose_name='cách lấy')),
                ('watermark', models.CharField(blank=True, max_length=63, verbose_name='trường mốc')),
                ('overlap', models.PositiveIntegerField(default=0, help_text='Lấy lại từ trước mốc: giây với ngày giờ, ngày với ngày, đơn vị với số.', verbose_name='lấy chồng')),
                ('on_drift', models.CharField(choices=[('HOLD', 'Dừng, chờ người xem'), ('CONTINUE', 'Nạp tiếp phần khớp từ điển')], default='HOLD', max_length=20, verbose_name='khi lệch từ điển')),
                ('max_rejected', models.PositiveSmallIntegerField(default=5, verbose_name='tỷ lệ dòng sai tối đa (%)')),
                ('max_deleted', models.PositiveSmallIntegerField(default=5, verbose_name='tỷ lệ dòng mất tối đa (%)')),
                ('max_grown', models.PositiveIntegerField(default=100, verbose_name='tỷ lệ dòng thêm tối đa (%)')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('database', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.shareddatabase', verbose_name='cơ sở dữ liệu')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical nguồn dữ liệu',
                'verbose_name_plural': 'historical nguồn dữ liệu',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='LoadRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('full', models.BooleanField(default=False, verbose_name='lấy toàn bộ')),
                ('state', models.CharField(choices=[('QUEUED', 'Chờ nạp'), ('RUNNING', 'Đang nạp'), ('DONE', 'Đã nạp'), ('HELD', 'Dừng chờ người xem'), ('FAILED', 'Không nạp được'), ('CANCELLED', 'Đã hủy')], default='QUEUED', max_length=20, verbose_name='trạng thái')),
                ('version', models.PositiveIntegerField(default=0)),
                ('queued_at', models.DateTimeField(verbose_name='xếp hàng lúc')),
                ('ready_at', models.DateTimeField(verbose_name='chạy từ')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='bắt đầu lúc')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='kết thúc lúc')),
                ('fence', models.PositiveBigIntegerField(default=0, verbose_name='lần thử')),
                ('worker', models.CharField(blank=True, max_length=200, verbose_name='tiến trình')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='giữ đến')),
                ('fetched', models.PositiveBigIntegerField(default=0, verbose_name='số byte đã lấy')),
                ('accepted', models.JSONField(blank=True, default=dict, verbose_name='được chấp nhận')),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='mã lý do')),
                ('message', models.TextField(blank=True, verbose_name='lý do')),
                ('detail', models.JSONField(blank=True, default=dict, verbose_name='chi tiết')),
                ('extracted', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='lấy về')),
                ('loaded', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='thêm mới')),
                ('updated', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='cập nhật')),
                ('unchanged', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='không đổi')),
                ('quarantined', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='cách ly')),
                ('deleted', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='không còn ở nguồn')),
                ('rows_before', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='số dòng trước')),
                ('rows_after', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='số dòng sau')),
                ('watermark', models.CharField(blank=True, max_length=60, verbose_name='mốc')),
                ('contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.databaseversion', verbose_name='theo')),
                ('queued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='do')),
            ],
            options={
                'verbose_name': 'lượt nạp',
                'verbose_name_plural': 'lượt nạp',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='RunStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=30, verbose_name='việc')),
                ('source', models.CharField(max_length=20, verbose_name='từ')),
                ('target', models.CharField(max_length=20, verbose_name='đến')),
                ('title', models.CharField(blank=True, max_length=400, verbose_name='tư cách')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('note', models.TextField(blank=True, verbose_name='ý kiến')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người làm')),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='thay mặt')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='sharing.loadrun')),
            ],
            options={
                'verbose_name': 'bước của lượt nạp',
                'verbose_name_plural': 'bước của lượt nạp',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('dataset', models.CharField(max_length=63, verbose_name='bảng trong từ điển')),
                ('kind', models.CharField(choices=[('POSTGRES', 'PostgreSQL')], max_length=20, verbose_name='loại nguồn')),
                ('connection', models.JSONField(default=dict, verbose_name='kết nối')),
                ('secret', hcm_registry.sealing.fields.SealedTextField(blank=True, default=b'', verbose_name='mật khẩu')),
                ('active', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('mode', models.CharField(choices=[('FULL', 'Toàn bộ'), ('INCREMENTAL', 'Phần thay đổi từ lần trước')], default='FULL', max_length=20, verbose_name='cách lấy')),
                ('watermark', models.CharField(blank=True, max_length=63, verbose_name='trường mốc')),
                ('overlap', models.PositiveIntegerField(default=0, help_text='Lấy lại từ trước mốc: giây với ngày giờ, ngày với ngày, đơn vị với số.', verbose_name='lấy chồng')),
                ('on_drift', models.CharField(choices=[('HOLD', 'Dừng, chờ người xem'), ('CONTINUE', 'Nạp tiếp phần khớp từ điển')], default='HOLD', max_length=20, verbose_name='khi lệch từ điển')),
                ('max_rejected', models.PositiveSmallIntegerField(default=5, verbose_name='tỷ lệ dòng sai tối đa (%)')),
                ('max_deleted', models.PositiveSmallIntegerField(default=5, verbose_name='tỷ lệ dòng mất tối đa (%)')),
                ('max_grown', models.PositiveIntegerField(default=100, verbose_name='tỷ lệ dòng thêm tối đa (%)')),
                ('database', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='catalog.shareddatabase', verbose_name='cơ sở dữ liệu')),
            ],
            options={
                'verbose_name': 'nguồn dữ liệu',
                'verbose_name_plural': 'nguồn dữ liệu',
                'ordering': ['database_id', 'dataset'],
            },
        ),
        migrations.AddField(
            model_name='loadrun',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='sharing.source', verbose_name='nguồn'),
        ),
        migrations.CreateModel(
            name='RunStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fence', models.PositiveBigIntegerField(verbose_name='lần thử')),
                ('name', models.CharField(choices=[('SCHEMA', 'So cấu trúc nguồn với từ điển'), ('EXTRACT', 'Lấy dữ liệu'), ('VALIDATE', 'Kiểm tra từng dòng'), ('GUARD', 'Kiểm tra ngưỡng'), ('PUBLISH', 'Công bố'), ('PROFILE', 'Thống kê')], max_length=20, verbose_name='phần')),
                ('began_at', models.DateTimeField(verbose_name='bắt đầu lúc')),
                ('ended_at', models.DateTimeField(verbose_name='xong lúc')),
                ('rows', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='số dòng')),
                ('detail', models.JSONField(blank=True, default=dict, verbose_name='chi tiết')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='sharing.loadrun')),
            ],
            options={
                'verbose_name': 'phần của lượt nạp',
                'verbose_name_plural': 'phần của lượt nạp',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('run', 'fence', 'name'), name='sharing_stage_once_an_attempt', violation_error_message='Phần này của lượt nạp đã được ghi.')],
            },
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('database', 'dataset'), name='sharing_source_one_a_dataset', violation_error_message='Bảng này đã có nguồn dữ liệu.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mode', 'INCREMENTAL'), _negated=True), models.Q(('watermark', ''), _negated=True), _connector='OR'), name='sharing_source_watermark_named', violation_error_message='Lấy phần thay đổi thì phải nêu trường mốc.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('max_deleted__lte', 100), ('max_rejected__lte', 100)), name='sharing_source_shares', violation_error_message='Tỷ lệ là số từ 0 đến 100.'),
        ),
        migrations.AddIndex(
            model_name='loadrun',
            index=models.Index(fields=['source', '-id'], name='sharing_run_latest'),
        ),
        migrations.AddConstraint(
            model_name='loadrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('QUEUED', 'RUNNING'))), fields=('source',), name='sharing_run_one_open_a_source', violation_error_message='Nguồn này đang có một lượt nạp chưa kết thúc. Chờ lượt đó xong hoặc hủy nó trước.'),
        ),
        migrations.AddConstraint(
            model_name='loadrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'RUNNING', 'DONE', 'HELD', 'FAILED', 'CANCELLED'])), name='sharing_run_known_state', violation_error_message='Trạng thái lượt nạp không hợp lệ.'),
        ),
        migrations.AddConstraint(
            model_name='loadrun',
            constraint=models.CheckConstraint(condition=models.Q(('extracted__isnull', True), ('extracted', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('loaded'), '+', models.F('updated')), '+', models.F('unchanged')), '+', models.F('quarantined'))), _connector='OR'), name='sharing_run_nothing_lost', violation_error_message='Số dòng lấy về phải bằng tổng thêm mới, cập nhật, không đổi và cách ly.'),
        ),
        migrations.AddConstraint(
            model_name='loadrun',
            constraint=models.CheckConstraint(condition=models.Q(('rows_after__isnull', True), ('rows_after', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('rows_before'), '+', models.F('loaded')), '-', models.F('deleted'))), _connector='OR'), name='sharing_run_nothing_gone_unsaid', violation_error_message='Số dòng sau phải bằng số dòng trước cộng thêm mới trừ không còn ở nguồn.'),
        ),
        migrations.AddConstraint(
            model_name='loadrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'DONE'), _negated=True), models.Q(('extracted__isnull', False), ('loaded__isnull', False), ('quarantined__isnull', False), ('unchanged__isnull', False), ('updated__isnull', False), ('deleted__isnull', False), ('rows_after__isnull', False), ('rows_before__isnull', False)), _connector='OR'), name='sharing_run_done_says_what', violation_error_message='Lượt nạp xong phải ghi đủ số dòng.'),
        ),
        migrations.AddConstraint(
            model_name='loadrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'RUNNING'), _negated=True), models.Q(('fence__gt', 0), ('lease_until__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='sharing_run_running_has_lease', violation_error_message='Lượt đang nạp phải có tiến trình giữ.'),
        ),
        migrations.AddConstraint(
            model_name='loadrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('HELD', 'FAILED')), _negated=True), models.Q(('message', ''), _negated=True), _connector='OR'), name='sharing_run_stopped_with_reason', violation_error_message='Lượt nạp dừng hoặc không nạp được phải có lý do.'),
        ),
        AppendOnly("RunStep"),
        AppendOnly("RunStage"),
        migrations.RunSQL(ENDED, NOT_ENDED),
    ]
