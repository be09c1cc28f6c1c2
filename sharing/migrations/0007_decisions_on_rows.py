"""What people decided of rows in quarantine; never rewritten."""

import django.contrib.postgres.fields
import django.db.models.deletion
import hcm_registry.vietnamese.fields
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0006_grace_of_missing_rows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RowDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ACCEPTED', 'Chấp nhận giữ ngoài kho'), ('REOPENED', 'Mở lại'), ('CORRECTED', 'Sửa và nạp lại')], max_length=20, verbose_name='quyết định')),
                ('row', models.PositiveBigIntegerField(verbose_name='số dòng cách ly')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None, verbose_name='lý do cách ly')),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), blank=True, default=list, size=None, verbose_name='trường đã sửa')),
                ('note', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='lý do')),
                ('title', models.CharField(max_length=400, verbose_name='tư cách')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người quyết định')),
                ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='sharing.loadrun', verbose_name='lượt nạp lại')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.source', verbose_name='nguồn')),
            ],
            options={
                'verbose_name': 'quyết định về dòng cách ly',
                'verbose_name_plural': 'quyết định về dòng cách ly',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['row', '-id'], name='sharing_rowdecision_of_row')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('ACCEPTED', 'REOPENED', 'CORRECTED'))), name='sharing_rowdecision_known_kind', violation_error_message='Quyết định về dòng cách ly không hợp lệ.'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='sharing_rowdecision_reason_given', violation_error_message='Ghi lý do của quyết định.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'CORRECTED'), ('run__isnull', False), models.Q(('fields', []), _negated=True)), models.Q(models.Q(('kind', 'CORRECTED'), _negated=True), ('fields', []), ('run__isnull', True)), _connector='OR'), name='sharing_rowdecision_corrects_something', violation_error_message='Sửa dòng thì phải có trường được sửa và lượt nạp lại.')],
            },
        ),
        AppendOnly("RowDecision"),
    ]
