"""Names are found by their words, mistyped words held against those in use, and counts read from an index alone."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


USED = """
INSERT INTO catalog_word (text)
  SELECT word FROM ts_stat('SELECT name_words FROM catalog_databaseversion') WHERE word ~ '^[a-z]{2,40}$'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_working_calendar'),
        ('catalog', '0008_clocks'),
        ('vietnamese', '0002_words_of_a_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40, unique=True, verbose_name='từ')),
            ],
            options={
                'verbose_name': 'từ trong tên cơ sở dữ liệu',
                'verbose_name_plural': 'từ trong tên cơ sở dữ liệu',
                'ordering': ['text'],
            },
        ),
        migrations.RemoveIndex(
            model_name='databaseversion',
            name='catalog_version_by_likeness',
        ),
        migrations.AddField(
            model_name='databaseversion',
            name='name_words',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), function='vn_words'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='databaseversion',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name_words'], name='catalog_version_by_name_words'),
        ),
        migrations.AddIndex(
            model_name='databaseversion',
            index=models.Index(fields=['managing_agency', 'theme', 'sharing_class', 'status', 'update_frequency'], include=('in_force', 'recorded_at', 'closed_at', 'core_entity', 'importance_class', 'personal_data', 'id'), name='catalog_version_by_kind'),
        ),
        migrations.RunSQL(USED, migrations.RunSQL.noop),
    ]
