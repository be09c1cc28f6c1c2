"""Who has taken a file on: one person at a time, ended once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0016_reorganisations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('DRAFT', 'Bản nháp'), ('SIGNED', 'Lãnh đạo cơ quan đã ký'), ('SUBMITTED', 'Đã gửi'), ('RETURNED', 'Trả lại'), ('ACCEPTED', 'Đã tiếp nhận'), ('CONSULTATION', 'Đang lấy ý kiến'), ('APPRAISAL', 'Đã thẩm định, chờ duyệt'), ('APPROVED', 'Đã duyệt'), ('REJECTED', 'Không chấp thuận'), ('WITHDRAWN', 'Đã rút'), ('AT_COMMITTEE', 'Trình UBND'), ('ISSUED', 'Đã ban hành, chờ hiệu lực'), ('APPLIED', 'Đã áp dụng')], max_length=20, verbose_name='bước')),
                ('at', models.DateTimeField(verbose_name='nhận lúc')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='thôi nhận lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người giao')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to=settings.AUTH_USER_MODEL, verbose_name='người nhận')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='catalog.changeproposal')),
            ],
            options={
                'verbose_name': 'nhận hồ sơ',
                'verbose_name_plural': 'nhận hồ sơ',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('proposal',), name='catalog_claim_one_at_a_time', violation_error_message='Hồ sơ này đã có người nhận.')],
            },
        ),
        AppendOnly("Claim", fill=["ended_at"]),
    ]
