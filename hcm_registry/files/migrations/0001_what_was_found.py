"""What scanners and signatures said of contents, kept beside the rows that name files and never rewritten."""

from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('result', models.CharField(choices=[('CLEAN', 'Sạch'), ('INFECTED', 'Có mã độc')], max_length=10, verbose_name='kết quả')),
                ('found', models.CharField(blank=True, max_length=255, verbose_name='mã độc')),
                ('scanner', models.CharField(db_comment='Engine and signatures, as it names itself', max_length=255, verbose_name='phần mềm quét')),
                ('at', models.DateTimeField(verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'lần quét mã độc',
                'verbose_name_plural': 'lần quét mã độc',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['sha256', '-id'], name='files_scan_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('found', ''), ('result', 'CLEAN')), models.Q(('result', 'INFECTED'), models.Q(('found', ''), _negated=True)), _connector='OR'), name='files_scan_names_what_it_found', violation_error_message='Có mã độc thì phải ghi tên mã độc.')],
            },
        ),
        migrations.CreateModel(
            name='SignatureCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('verdict', models.CharField(choices=[('NONE', 'Không có chữ ký số'), ('VALID', 'Chữ ký số hợp lệ'), ('UNKNOWN', 'Không kiểm tra được chữ ký số'), ('UNREADABLE', 'Không đọc được chữ ký số'), ('EXPIRED', 'Chứng thư ký số đã hết hạn'), ('REVOKED', 'Chứng thư ký số đã bị thu hồi'), ('TAMPERED', 'Bị sửa sau khi ký')], max_length=10, verbose_name='kết luận')),
                ('signatures', models.JSONField(db_comment='As hcm_registry/files/reader.py describes each', default=list, verbose_name='chữ ký')),
                ('roots', models.CharField(db_comment='Fingerprint of the trusted roots', max_length=64)),
                ('at', models.DateTimeField(verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'lần kiểm tra chữ ký số',
                'verbose_name_plural': 'lần kiểm tra chữ ký số',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['sha256', '-id'], name='files_signaturecheck_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('signatures', []), ('verdict__in', ['NONE', 'UNREADABLE'])), models.Q(models.Q(('verdict__in', ['NONE', 'UNREADABLE']), _negated=True), models.Q(('signatures', []), _negated=True)), _connector='OR'), name='files_signaturecheck_speaks_of_some', violation_error_message='Kết luận về chữ ký phải nêu từng chữ ký.')],
            },
        ),
        AppendOnly("Scan"),
        AppendOnly("SignatureCheck"),
    ]
