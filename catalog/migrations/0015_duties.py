"""Duties of the decision, who bears them, and the checks of their fulfilment."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import hcm_registry.vietnamese.fields
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly

# A responsibility begins where the catalogue in force, or the mandate, names its bearer, and ends on a day when it no longer does.
# So nobody writes one by hand, and nobody ends one early.
BY_DECISION = """
CREATE FUNCTION catalog_responsibility_by_decision() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  duty record;
  day date := CASE WHEN TG_OP = 'INSERT' THEN lower(NEW.period) WHEN isempty(NEW.period) THEN lower(OLD.period) ELSE upper(NEW.period) END;
  listed boolean := EXISTS (SELECT 1 FROM catalog_databaseversion v WHERE v.database_id = NEW.database_id AND v.in_force @> day);
  bears boolean;
BEGIN
  SELECT bearer, each_database INTO duty FROM catalog_duty WHERE id = NEW.duty_id;
  IF duty.bearer = 'MANAGER' THEN
    bears := EXISTS (
      SELECT 1 FROM catalog_databaseversion v WHERE v.database_id = NEW.database_id AND v.in_force @> day
        AND v.managing_agency_id = NEW.agency_id AND v.managing_agency_basis = NEW.basis);
  ELSE
    bears := (listed OR NEW.database_id IS NULL) AND EXISTS (
      SELECT 1 FROM agencies_mandate m WHERE m.kind = 'LEAD' AND m.agency_id = NEW.agency_id AND m.period @> day);
  END IF;
  IF TG_OP = 'INSERT' AND bears AND duty.each_database = (NEW.database_id IS NOT NULL) AND upper_inf(NEW.period)
    OR TG_OP = 'UPDATE' AND NOT bears THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'Trách nhiệm do quyết định giao và chuyển, không ghi hoặc kết thúc bằng tay.'
    USING ERRCODE = '23000', CONSTRAINT = 'catalog_responsibility_by_decision';
END $f$;
CREATE TRIGGER catalog_responsibility_by_decision BEFORE INSERT ON catalog_responsibility
  FOR EACH ROW EXECUTE FUNCTION catalog_responsibility_by_decision();
CREATE TRIGGER catalog_responsibility_ends_by_decision BEFORE UPDATE ON catalog_responsibility
  FOR EACH ROW WHEN (OLD.period IS DISTINCT FROM NEW.period) EXECUTE FUNCTION catalog_responsibility_by_decision();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0004_outbox'),
        ('catalog', '0014_turns_of_writing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadlineclock',
            name='kind',
            field=models.CharField(choices=[('PROPOSAL_INTAKE', 'Tiếp nhận, kiểm tra đề xuất'), ('PROPOSAL_APPRAISAL', 'Thẩm định đề xuất'), ('OPINION', 'Trả lời lấy ý kiến'), ('DOCUMENT_ISSUE', 'Phát hành văn bản sau khi ký'), ('CATALOGUE_REVIEW', 'Rà soát danh mục cơ sở dữ liệu dùng chung'), ('DEFAULT_LIST_REVIEW', 'Rà soát danh mục dữ liệu chia sẻ mặc định'), ('CONNECTION_ACCOUNT', 'Tạo tài khoản kết nối hoặc từ chối, chia sẻ mặc định'), ('SPECIFIC_REQUEST', 'Giải quyết yêu cầu chia sẻ đặc thù'), ('SUSPENSION_NOTICE', 'Thông báo trước khi tạm dừng chia sẻ theo kế hoạch'), ('DATA_ERROR', 'Xử lý thông báo dữ liệu sai'), ('PROBLEM', 'Giải quyết vướng mắc về kết nối, chia sẻ'), ('PERSONAL_DATA_BREACH', 'Thông báo vi phạm dữ liệu cá nhân'), ('DUTY_BUILD', 'Kiểm tra việc xây dựng, cập nhật cơ sở dữ liệu'), ('DUTY_CONNECT', 'Kiểm tra việc kết nối, chia sẻ vào kho dùng chung'), ('DUTY_GUIDE', 'Kiểm tra hướng dẫn dịch vụ chia sẻ'), ('DUTY_CONFORM', 'Kiểm tra việc rà soát theo quy định của bộ, ngành'), ('DUTY_PROPOSE', 'Kiểm tra việc đề xuất thay đổi danh mục'), ('DUTY_INTEGRATE', 'Kiểm tra việc tích hợp vào kho dùng chung'), ('DUTY_GUIDANCE', 'Kiểm tra hướng dẫn kỹ thuật trên Cổng thông tin dữ liệu'), ('REMINDER_FIRST', 'Nhắc lần đầu, trước hạn'), ('REMINDER_LAST', 'Nhắc lần cuối, trước hạn'), ('ESCALATION', 'Báo lãnh đạo, sau hạn')], max_length=30, verbose_name='việc'),
        ),
        migrations.AlterField(
            model_name='legalrule',
            name='key',
            field=models.CharField(choices=[('PROPOSAL_INTAKE', 'Tiếp nhận, kiểm tra đề xuất'), ('PROPOSAL_APPRAISAL', 'Thẩm định đề xuất'), ('OPINION', 'Trả lời lấy ý kiến'), ('DOCUMENT_ISSUE', 'Phát hành văn bản sau khi ký'), ('CATALOGUE_REVIEW', 'Rà soát danh mục cơ sở dữ liệu dùng chung'), ('DEFAULT_LIST_REVIEW', 'Rà soát danh mục dữ liệu chia sẻ mặc định'), ('CONNECTION_ACCOUNT', 'Tạo tài khoản kết nối hoặc từ chối, chia sẻ mặc định'), ('SPECIFIC_REQUEST', 'Giải quyết yêu cầu chia sẻ đặc thù'), ('SUSPENSION_NOTICE', 'Thông báo trước khi tạm dừng chia sẻ theo kế hoạch'), ('DATA_ERROR', 'Xử lý thông báo dữ liệu sai'), ('PROBLEM', 'Giải quyết vướng mắc về kết nối, chia sẻ'), ('PERSONAL_DATA_BREACH', 'Thông báo vi phạm dữ liệu cá nhân'), ('DUTY_BUILD', 'Kiểm tra việc xây dựng, cập nhật cơ sở dữ liệu'), ('DUTY_CONNECT', 'Kiểm tra việc kết nối, chia sẻ vào kho dùng chung'), ('DUTY_GUIDE', 'Kiểm tra hướng dẫn dịch vụ chia sẻ'), ('DUTY_CONFORM', 'Kiểm tra việc rà soát theo quy định của bộ, ngành'), ('DUTY_PROPOSE', 'Kiểm tra việc đề xuất thay đổi danh mục'), ('DUTY_INTEGRATE', 'Kiểm tra việc tích hợp vào kho dùng chung'), ('DUTY_GUIDANCE', 'Kiểm tra hướng dẫn kỹ thuật trên Cổng thông tin dữ liệu'), ('REMINDER_FIRST', 'Nhắc lần đầu, trước hạn'), ('REMINDER_LAST', 'Nhắc lần cuối, trước hạn'), ('ESCALATION', 'Báo lãnh đạo, sau hạn')], max_length=30, verbose_name='việc'),
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='nguồn')),
                ('confirmed', models.BooleanField(default=False, verbose_name='đã xác nhận')),
                ('note', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='ghi chú')),
                ('key', models.CharField(choices=[('BUILD', 'Xây dựng, cập nhật, quản lý cơ sở dữ liệu'), ('CONNECT', 'Kết nối, chia sẻ dữ liệu vào kho dùng chung'), ('GUIDE', 'Soạn, công bố hướng dẫn dịch vụ chia sẻ'), ('CONFORM', 'Rà soát theo quy định của bộ, ngành'), ('PROPOSE', 'Đề xuất cập nhật, điều chỉnh, bổ sung danh mục'), ('INTEGRATE', 'Chủ trì tích hợp vào kho dùng chung'), ('GUIDANCE', 'Công bố hướng dẫn kỹ thuật trên Cổng thông tin dữ liệu'), ('ADVISE', 'Rà soát danh mục, tham mưu điều chỉnh, bổ sung'), ('DEFAULT_LIST', 'Rà soát danh mục dữ liệu chia sẻ mặc định')], max_length=20, unique=True, verbose_name='nhiệm vụ')),
                ('bearer', models.CharField(choices=[('MANAGER', 'Cơ quan quản lý cơ sở dữ liệu'), ('LEAD', 'Cơ quan chủ trì danh mục')], max_length=10, verbose_name='ai thực hiện')),
                ('each_database', models.BooleanField(verbose_name='với từng cơ sở dữ liệu')),
                ('statement', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='nội dung nhiệm vụ')),
                ('legal_basis', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='căn cứ pháp lý')),
                ('matter', models.CharField(choices=[('PROPOSAL_INTAKE', 'Tiếp nhận, kiểm tra đề xuất'), ('PROPOSAL_APPRAISAL', 'Thẩm định đề xuất'), ('OPINION', 'Trả lời lấy ý kiến'), ('DOCUMENT_ISSUE', 'Phát hành văn bản sau khi ký'), ('CATALOGUE_REVIEW', 'Rà soát danh mục cơ sở dữ liệu dùng chung'), ('DEFAULT_LIST_REVIEW', 'Rà soát danh mục dữ liệu chia sẻ mặc định'), ('CONNECTION_ACCOUNT', 'Tạo tài khoản kết nối hoặc từ chối, chia sẻ mặc định'), ('SPECIFIC_REQUEST', 'Giải quyết yêu cầu chia sẻ đặc thù'), ('SUSPENSION_NOTICE', 'Thông báo trước khi tạm dừng chia sẻ theo kế hoạch'), ('DATA_ERROR', 'Xử lý thông báo dữ liệu sai'), ('PROBLEM', 'Giải quyết vướng mắc về kết nối, chia sẻ'), ('PERSONAL_DATA_BREACH', 'Thông báo vi phạm dữ liệu cá nhân'), ('DUTY_BUILD', 'Kiểm tra việc xây dựng, cập nhật cơ sở dữ liệu'), ('DUTY_CONNECT', 'Kiểm tra việc kết nối, chia sẻ vào kho dùng chung'), ('DUTY_GUIDE', 'Kiểm tra hướng dẫn dịch vụ chia sẻ'), ('DUTY_CONFORM', 'Kiểm tra việc rà soát theo quy định của bộ, ngành'), ('DUTY_PROPOSE', 'Kiểm tra việc đề xuất thay đổi danh mục'), ('DUTY_INTEGRATE', 'Kiểm tra việc tích hợp vào kho dùng chung'), ('DUTY_GUIDANCE', 'Kiểm tra hướng dẫn kỹ thuật trên Cổng thông tin dữ liệu'), ('REMINDER_FIRST', 'Nhắc lần đầu, trước hạn'), ('REMINDER_LAST', 'Nhắc lần cuối, trước hạn'), ('ESCALATION', 'Báo lãnh đạo, sau hạn')], max_length=30, verbose_name='kiểm tra định kỳ theo')),
            ],
            options={
                'verbose_name': 'nhiệm vụ',
                'verbose_name_plural': 'nhiệm vụ',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('legal_basis', ''), _negated=True), models.Q(('statement', ''), _negated=True)), name='catalog_duty_has_basis', violation_error_message='Nhiệm vụ phải có nội dung và căn cứ.'), models.CheckConstraint(condition=models.Q(models.Q(('bearer', 'MANAGER'), _negated=True), ('each_database', True), _connector='OR'), name='catalog_duty_manager_of_each', violation_error_message='Cơ quan quản lý chịu trách nhiệm với từng cơ sở dữ liệu.')],
            },
        ),
        migrations.CreateModel(
            name='Responsibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('DECIDED', 'Theo quyết định'), ('SUGGESTED', 'Gợi ý theo chức năng, chưa theo quyết định')], max_length=10, verbose_name='căn cứ xác định cơ quan')),
                ('period', django.contrib.postgres.fields.ranges.DateRangeField(db_comment='Half-open [from, to), legal days', verbose_name='thời gian')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi nhận lúc')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='ghi nhận kết thúc lúc')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsibilities', to='agencies.agency', verbose_name='cơ quan chịu trách nhiệm')),
                ('database', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responsibilities', to='catalog.shareddatabase', verbose_name='cơ sở dữ liệu')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsibilities', to='catalog.decision', verbose_name='theo quyết định')),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsibilities', to='catalog.duty', verbose_name='nhiệm vụ')),
            ],
            options={
                'verbose_name': 'trách nhiệm',
                'verbose_name_plural': 'trách nhiệm',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ComplianceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(verbose_name='yêu cầu lúc')),
                ('asked', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='nội dung yêu cầu')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='báo cáo lúc')),
                ('done_title', models.CharField(blank=True, max_length=400, verbose_name='tư cách báo cáo')),
                ('report', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='kết quả thực hiện')),
                ('evidence', models.FileField(blank=True, upload_to='evidence/%Y/%m/', verbose_name='minh chứng')),
                ('evidence_name', hcm_registry.vietnamese.fields.NfcCharField(blank=True, max_length=255, verbose_name='tên tệp')),
                ('evidence_type', models.CharField(blank=True, max_length=100, verbose_name='kiểu tệp')),
                ('evidence_sha256', models.CharField(blank=True, max_length=64)),
                ('concluded_at', models.DateTimeField(blank=True, null=True, verbose_name='kết luận lúc')),
                ('concluded_title', models.CharField(blank=True, max_length=400, verbose_name='tư cách kết luận')),
                ('outcome', models.CharField(blank=True, choices=[('MET', 'Đã thực hiện'), ('NOT_MET', 'Chưa thực hiện đủ')], max_length=10, verbose_name='kết luận')),
                ('finding', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='nhận xét')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='thôi kiểm tra lúc')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người yêu cầu')),
                ('clock', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.deadlineclock', verbose_name='hạn')),
                ('concluded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người kết luận')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người báo cáo')),
                ('moved_to', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_from', to='catalog.compliancecheck', verbose_name='chuyển thành')),
                ('responsibility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='catalog.responsibility', verbose_name='trách nhiệm')),
            ],
            options={
                'verbose_name': 'lần kiểm tra',
                'verbose_name_plural': 'lần kiểm tra',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='responsibility',
            index=models.Index(fields=['agency', 'duty'], name='catalog_responsibility_borne'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('duty', '='), (django.db.models.functions.comparison.Coalesce(models.F('database'), models.Value(0)), '='), ('period', '&&')], name='catalog_responsibility_one_a_day', violation_error_message='Nhiệm vụ này đã có cơ quan chịu trách nhiệm trong thời gian đó.'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.CheckConstraint(condition=models.Q(('period__lower_inf', False), models.Q(('period__isempty', False), ('closed_at__isnull', False), _connector='OR')), name='catalog_responsibility_begins', violation_error_message='Trách nhiệm phải có ngày bắt đầu.'),
        ),
        migrations.AddConstraint(
            model_name='responsibility',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('period__upper_inf', True)), models.Q(('closed_at__isnull', False), ('period__upper_inf', False)), _connector='OR'), name='catalog_responsibility_end_recorded', violation_error_message='Trách nhiệm kết thúc phải ghi rõ lúc nào.'),
        ),
        migrations.AddConstraint(
            model_name='compliancecheck',
            constraint=models.UniqueConstraint(condition=models.Q(('concluded_at__isnull', True), ('voided_at__isnull', True)), fields=('responsibility',), name='catalog_check_one_open', violation_error_message='Trách nhiệm này đang có một lần kiểm tra chưa kết luận.'),
        ),
        migrations.AddConstraint(
            model_name='compliancecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='catalog_check_done_who_when', violation_error_message='Người thực hiện và thời điểm phải có cùng nhau.'),
        ),
        migrations.AddConstraint(
            model_name='compliancecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concluded_at__isnull', True), ('concluded_by__isnull', True)), models.Q(('concluded_at__isnull', False), ('concluded_by__isnull', False)), _connector='OR'), name='catalog_check_concluded_who_when', violation_error_message='Người thực hiện và thời điểm phải có cùng nhau.'),
        ),
        migrations.AddConstraint(
            model_name='compliancecheck',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by__isnull', True), models.Q(('asked', ''), _negated=True), _connector='OR'), name='catalog_check_asked_with_reason', violation_error_message='Nêu nội dung yêu cầu kiểm tra.'),
        ),
        migrations.AddConstraint(
            model_name='compliancecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('evidence', ''), ('evidence_sha256', ''), ('report', '')), models.Q(('done_at__isnull', False), ('evidence_sha256__regex', '^[0-9a-f]{64}$'), models.Q(('evidence', ''), _negated=True), models.Q(('report', ''), _negated=True)), _connector='OR'), name='catalog_check_done_with_evidence', violation_error_message='Báo cáo phải có kết quả và tệp minh chứng.'),
        ),
        migrations.AddConstraint(
            model_name='compliancecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('concluded_at__isnull', True), ('finding', ''), ('outcome', '')), models.Q(('concluded_at__isnull', False), ('done_at__isnull', False), ('outcome__in', ['MET', 'NOT_MET']), models.Q(('finding', ''), _negated=True)), _connector='OR'), name='catalog_check_concluded_on_evidence', violation_error_message='Chỉ kết luận khi đã có minh chứng, và kết luận phải có nhận xét.'),
        ),
        migrations.AddConstraint(
            model_name='compliancecheck',
            constraint=models.CheckConstraint(condition=models.Q(('concluded_by__isnull', True), models.Q(('concluded_by', models.F('done_by')), _negated=True), _connector='OR'), name='catalog_check_four_eyes', violation_error_message='Người báo cáo không được tự kết luận.'),
        ),
        migrations.AddConstraint(
            model_name='compliancecheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('moved_to__isnull', True), ('voided_at__isnull', True)), models.Q(('done_at__isnull', True), ('voided_at__isnull', False)), _connector='OR'), name='catalog_check_voided_undone', violation_error_message='Chỉ thôi kiểm tra khi chưa báo cáo.'),
        ),
        migrations.RunSQL(BY_DECISION, "DROP FUNCTION catalog_responsibility_by_decision() CASCADE"),
        AppendOnly("Duty"),
        AppendOnly("Responsibility", fill=["closed_at"], close="period"),
        AppendOnly(
            "ComplianceCheck",
            fill=[
                *("done_by_id", "done_at", "done_title", "report", "evidence", "evidence_name", "evidence_type", "evidence_sha256"),
                *("concluded_by_id", "concluded_at", "concluded_title", "outcome", "finding", "voided_at", "moved_to_id"),
            ],
        ),
    ]
