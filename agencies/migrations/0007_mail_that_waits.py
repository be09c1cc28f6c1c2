"""Mail that waits too long is one task at a time of those who run the system."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0006_reorganisations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='operatortask',
            name='kind',
            field=models.CharField(choices=[('UNREACHABLE', 'Không có ai nhận thông báo'), ('UNDELIVERABLE', 'Thư không đến được người nhận'), ('STANDSTILL', 'Thư chờ gửi quá lâu')], max_length=20, verbose_name='việc'),
        ),
        migrations.AddConstraint(
            model_name='operatortask',
            constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), ('kind', 'STANDSTILL')), fields=('kind',), name='agencies_operatortask_one_standstill', violation_error_message='Đã có một việc về thư chờ gửi chưa xử lý xong.'),
        ),
    ]
