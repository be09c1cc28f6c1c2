"""Each source has a schedule of its own, and the policy of stopping until somebody has looked."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0021_annex_imports'),
        ('sharing', '0003_drift'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsource',
            name='schedule',
            field=models.CharField(blank=True, help_text='Phút, giờ, ngày, tháng, thứ. Ví dụ 30 2 * * * là 02:30 hằng ngày.', max_length=100, verbose_name='lịch nạp'),
        ),
        migrations.AddField(
            model_name='source',
            name='frozen_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ngừng nạp từ'),
        ),
        migrations.AddField(
            model_name='source',
            name='next_due',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='lần nạp tới'),
        ),
        migrations.AddField(
            model_name='source',
            name='schedule',
            field=models.CharField(blank=True, help_text='Phút, giờ, ngày, tháng, thứ. Ví dụ 30 2 * * * là 02:30 hằng ngày.', max_length=100, verbose_name='lịch nạp'),
        ),
        migrations.AlterField(
            model_name='historicalsource',
            name='on_drift',
            field=models.CharField(choices=[('HOLD', 'Dừng, chờ người xem'), ('CONTINUE', 'Nạp tiếp phần khớp từ điển'), ('FREEZE', 'Ngừng nạp nguồn này đến khi có người mở lại')], default='HOLD', max_length=20, verbose_name='khi lệch từ điển'),
        ),
        migrations.AlterField(
            model_name='source',
            name='on_drift',
            field=models.CharField(choices=[('HOLD', 'Dừng, chờ người xem'), ('CONTINUE', 'Nạp tiếp phần khớp từ điển'), ('FREEZE', 'Ngừng nạp nguồn này đến khi có người mở lại')], default='HOLD', max_length=20, verbose_name='khi lệch từ điển'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(condition=models.Q(('next_due__isnull', False)), fields=['next_due'], name='sharing_source_due'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('active', True), ('frozen_at__isnull', True), ('next_due__isnull', False), models.Q(('schedule', ''), _negated=True)), models.Q(('next_due__isnull', True), models.Q(('schedule', ''), ('active', False), ('frozen_at__isnull', False), _connector='OR')), _connector='OR'), name='sharing_source_due_as_scheduled', violation_error_message='Nguồn đang dùng và có lịch nạp thì phải có lần nạp tới; nguồn không dùng hoặc đang ngừng thì không.'),
        ),
    ]
