"""That what was found clean is still found clean by a scanner that knows more: one row a content."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_what_was_found'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rescan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('scanner', models.CharField(db_comment='As in files_scan: the latest that was asked', max_length=255, verbose_name='phần mềm quét')),
                ('at', models.DateTimeField(verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'lần quét lại mã độc',
                'verbose_name_plural': 'lần quét lại mã độc',
            },
        ),
    ]
