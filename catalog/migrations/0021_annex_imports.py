"""Imports of annexes: the file, its rows while it is worked on, the steps made on it, and what columns were said to show."""

import django.db.models.deletion
import hcm_registry.vietnamese.fields
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0020_annexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnexColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(db_comment='Of the set of headings', max_length=64, unique=True)),
                ('fields', models.JSONField(db_comment='Heading without marks → field', default=dict, verbose_name='mục theo tiêu đề')),
                ('group_field', models.CharField(blank=True, max_length=40, verbose_name='mục của dòng nhóm')),
            ],
            options={
                'verbose_name': 'cột phụ lục đã nhớ',
                'verbose_name_plural': 'cột phụ lục đã nhớ',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AnnexImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(blank=True, upload_to='annexes/%Y/%m/', verbose_name='tệp')),
                ('name', hcm_registry.vietnamese.fields.NfcCharField(max_length=255, verbose_name='tên tệp')),
                ('content_type', models.CharField(max_length=100, verbose_name='loại tệp')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField(verbose_name='dung lượng')),
                ('state', models.CharField(choices=[('READING', 'Đang đọc tệp'), ('READY', 'Chờ kiểm tra'), ('APPLYING', 'Đang nạp'), ('APPLIED', 'Đã nạp'), ('REFUSED', 'Không đọc được'), ('CANCELLED', 'Đã hủy')], default='READING', max_length=20, verbose_name='trạng thái')),
                ('version', models.PositiveIntegerField(db_comment='Grows with every move', default=1)),
                ('created_at', models.DateTimeField(verbose_name='tải lên lúc')),
                ('encoding', models.CharField(blank=True, max_length=20, verbose_name='bảng mã')),
                ('encodings', models.JSONField(blank=True, db_comment='[name, words as they would read]; a person chooses when not empty', default=list)),
                ('sheet', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='trang tính')),
                ('sheets', models.JSONField(blank=True, db_comment='Names, in the order of the file', default=list)),
                ('headings', models.JSONField(blank=True, default=list, verbose_name='tiêu đề cột')),
                ('columns', models.JSONField(blank=True, db_comment='A governed name, position, code or nothing for each', default=list, verbose_name='ý nghĩa cột')),
                ('group_field', models.CharField(blank=True, max_length=40, verbose_name='mục của dòng nhóm')),
                ('answers', models.JSONField(blank=True, db_comment='Text as spelled → key of the agency, or -', default=dict, verbose_name='trả lời về cơ quan')),
                ('completes', models.BooleanField(default=False, verbose_name='phụ lục của quyết định đầu tiên')),
                ('text', models.JSONField(blank=True, db_comment='What the clerk copied of the decision', default=dict, verbose_name='quyết định')),
                ('paper', models.TextField(blank=True, db_comment='By which the signed paper is held until the decision is recorded')),
                ('retires', models.BooleanField(default=False, verbose_name='đưa ra khỏi danh mục mục không có trong tệp')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='xác nhận lúc')),
                ('counts', models.JSONField(blank=True, default=dict, verbose_name='kết quả')),
                ('trouble', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='lý do')),
                ('tries', models.PositiveSmallIntegerField(db_comment='How often a job began on it; one that kills its worker is given up', default=0)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xác nhận')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nạp')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='annexes', to='catalog.decision', verbose_name='quyết định')),
            ],
            options={
                'verbose_name': 'lần nạp phụ lục',
                'verbose_name_plural': 'lần nạp phụ lục',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AnnexRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='dòng')),
                ('kind', models.CharField(choices=[('ENTRY', 'Cơ sở dữ liệu'), ('GROUP', 'Dòng nhóm'), ('NUMBERING', 'Dòng đánh số cột'), ('TOTAL', 'Dòng tổng cộng'), ('HEADING', 'Tiêu đề cột'), ('ABOVE', 'Phía trên bảng')], max_length=10, verbose_name='loại dòng')),
                ('cells', models.JSONField(default=list, verbose_name='ô')),
                ('group', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='nhóm')),
                ('annex', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='catalog.anneximport')),
            ],
            options={
                'verbose_name': 'dòng phụ lục',
                'verbose_name_plural': 'dòng phụ lục',
                'ordering': ['annex_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='AnnexStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=30, verbose_name='việc')),
                ('source', models.CharField(max_length=20, verbose_name='từ')),
                ('target', models.CharField(max_length=20, verbose_name='đến')),
                ('title', models.CharField(blank=True, max_length=400, verbose_name='tư cách')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('note', models.TextField(blank=True, verbose_name='ý kiến')),
                ('annex', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='catalog.anneximport')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người làm')),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='thay mặt')),
            ],
            options={
                'verbose_name': 'bước nạp phụ lục',
                'verbose_name_plural': 'bước nạp phụ lục',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='anneximport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['READING', 'READY', 'APPLYING', 'APPLIED', 'REFUSED', 'CANCELLED'])), name='catalog_annex_known_state', violation_error_message='Trạng thái không hợp lệ.'),
        ),
        migrations.AddConstraint(
            model_name='anneximport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('state', 'APPLIED')), models.Q(models.Q(('state', 'APPLIED'), _negated=True), ('decision__isnull', True)), _connector='OR'), name='catalog_annex_applied_by_decision', violation_error_message='Phụ lục chỉ được nạp theo một quyết định đã ghi nhận.'),
        ),
        migrations.AddConstraint(
            model_name='anneximport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='catalog_annex_confirmed_who_when', violation_error_message='Người thực hiện và thời điểm phải có cùng nhau.'),
        ),
        migrations.AddConstraint(
            model_name='annexrow',
            constraint=models.UniqueConstraint(fields=('annex', 'number'), name='catalog_annexrow_once', violation_error_message='Dòng này của tệp đã được đọc.'),
        ),
        AppendOnly("AnnexStep"),
    ]
