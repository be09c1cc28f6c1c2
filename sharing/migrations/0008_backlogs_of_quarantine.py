"""When an agency was told that too much waits in quarantine; how much is too much, by source."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0007_decisions_on_rows'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsource',
            name='max_waiting',
            field=models.PositiveIntegerField(default=100, verbose_name='số dòng cách ly chờ tối đa trước khi báo cơ quan quản lý'),
        ),
        migrations.AddField(
            model_name='source',
            name='max_waiting',
            field=models.PositiveIntegerField(default=100, verbose_name='số dòng cách ly chờ tối đa trước khi báo cơ quan quản lý'),
        ),
        migrations.CreateModel(
            name='Backlog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rows', models.PositiveBigIntegerField(verbose_name='số dòng khi báo')),
                ('oldest', models.DateTimeField(verbose_name='dòng lâu nhất từ')),
                ('since', models.DateTimeField(verbose_name='báo lúc')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='hết lúc')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='backlogs', to='sharing.source', verbose_name='nguồn')),
            ],
            options={
                'verbose_name': 'dòng cách ly tồn đọng',
                'verbose_name_plural': 'dòng cách ly tồn đọng',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('source',), name='sharing_backlog_one_open_a_source', violation_error_message='Nguồn này đã được báo và chưa hết tồn đọng.')],
            },
        ),
    ]
