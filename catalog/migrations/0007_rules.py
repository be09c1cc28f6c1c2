"""Rules on terms, as data; a rule may end once and is never edited."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import hcm_registry.vietnamese.fields
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0006_ticks_and_signatures_asked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='nguồn')),
                ('confirmed', models.BooleanField(default=False, verbose_name='đã xác nhận')),
                ('note', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='ghi chú')),
                ('key', models.CharField(choices=[('PROPOSAL_INTAKE', 'Tiếp nhận, kiểm tra đề xuất'), ('PROPOSAL_APPRAISAL', 'Thẩm định đề xuất'), ('OPINION', 'Trả lời lấy ý kiến'), ('DOCUMENT_ISSUE', 'Phát hành văn bản sau khi ký'), ('CATALOGUE_REVIEW', 'Rà soát danh mục cơ sở dữ liệu dùng chung'), ('DEFAULT_LIST_REVIEW', 'Rà soát danh mục dữ liệu chia sẻ mặc định'), ('CONNECTION_ACCOUNT', 'Tạo tài khoản kết nối hoặc từ chối, chia sẻ mặc định'), ('SPECIFIC_REQUEST', 'Giải quyết yêu cầu chia sẻ đặc thù'), ('SUSPENSION_NOTICE', 'Thông báo trước khi tạm dừng chia sẻ theo kế hoạch'), ('DATA_ERROR', 'Xử lý thông báo dữ liệu sai'), ('PROBLEM', 'Giải quyết vướng mắc về kết nối, chia sẻ'), ('PERSONAL_DATA_BREACH', 'Thông báo vi phạm dữ liệu cá nhân'), ('REMINDER_FIRST', 'Nhắc lần đầu, trước hạn'), ('REMINDER_LAST', 'Nhắc lần cuối, trước hạn'), ('ESCALATION', 'Báo lãnh đạo, sau hạn')], max_length=30, verbose_name='việc')),
                ('value', models.PositiveSmallIntegerField(verbose_name='thời hạn')),
                ('unit', models.CharField(choices=[('WORKING_DAYS', 'ngày làm việc'), ('DAYS', 'ngày'), ('MONTHS', 'tháng'), ('HOURS', 'giờ')], max_length=20, verbose_name='đơn vị tính')),
                ('origin', models.CharField(choices=[('LAW', 'Pháp luật quy định'), ('CITY', 'Thành phố đặt'), ('DEFAULT', 'Mặc định của hệ thống'), ('DEMO', 'Minh họa')], max_length=10, verbose_name='do ai đặt')),
                ('legal_basis', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='căn cứ pháp lý')),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField(db_comment="Half-open [from, to), by the record's own date", verbose_name='áp dụng')),
                ('reason', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='lý do đặt')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi nhận lúc')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='kết thúc bởi quy định sau, lúc')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người kết thúc')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi nhận')),
            ],
            options={
                'verbose_name': 'quy định về thời hạn',
                'verbose_name_plural': 'quy định về thời hạn',
                'ordering': ['key', 'period', 'pk'],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('key', '='), ('period', '&&')], name='catalog_rule_one_a_day', violation_error_message='Việc này đã có quy định trong thời gian đó. Chọn thời gian khác.'), models.CheckConstraint(condition=models.Q(('period__isempty', False), ('period__lower_inf', False)), name='catalog_rule_begins', violation_error_message='Quy định phải có ngày bắt đầu áp dụng.'), models.CheckConstraint(condition=models.Q(('legal_basis', ''), _negated=True), name='catalog_rule_has_basis', violation_error_message='Nêu căn cứ của quy định.'), models.CheckConstraint(condition=models.Q(('value__gt', 0), ('key__in', ('REMINDER_FIRST', 'REMINDER_LAST', 'ESCALATION')), _connector='OR'), name='catalog_rule_some_time', violation_error_message='Thời hạn phải từ 1 trở lên.'), models.CheckConstraint(condition=models.Q(models.Q(('key__in', ('REMINDER_FIRST', 'REMINDER_LAST', 'ESCALATION')), _negated=True), ('unit', 'WORKING_DAYS'), _connector='OR'), name='catalog_rule_warnings_in_working_days', violation_error_message='Thời điểm nhắc việc tính bằng ngày làm việc.'), models.CheckConstraint(condition=models.Q(('origin__in', ['LAW', 'DEFAULT']), ('recorded_by__isnull', False), _connector='OR'), name='catalog_rule_set_by_a_person', violation_error_message='Quy định do Thành phố đặt phải có người ghi nhận.'), models.CheckConstraint(condition=models.Q(('recorded_by__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='catalog_rule_set_with_reason', violation_error_message='Nêu lý do đặt quy định.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='catalog_rule_closed_who_when', violation_error_message='Người thực hiện và thời điểm phải có cùng nhau.')],
            },
        ),
        AppendOnly("LegalRule", fill=("closed_at", "closed_by_id"), close="period"),
    ]
