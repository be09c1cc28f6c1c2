"""What the appraiser says to each point of an opinion; never rewritten."""

import django.db.models.deletion
import hcm_registry.vietnamese.fields
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0018_deadlines_of_proposals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OpinionResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(blank=True, db_comment='Empty for the opinion as a whole', max_length=200, verbose_name='mục')),
                ('kind', models.CharField(choices=[('TAKEN_UP', 'Tiếp thu'), ('EXPLAINED', 'Giải trình')], max_length=10, verbose_name='tiếp thu hay giải trình')),
                ('text', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='nội dung')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người trả lời')),
                ('opinion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='catalog.opinion')),
            ],
            options={
                'verbose_name': 'tiếp thu, giải trình',
                'verbose_name_plural': 'tiếp thu, giải trình',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'EXPLAINED'), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='catalog_response_explains', violation_error_message='Nêu lý do không tiếp thu.')],
            },
        ),
        AppendOnly("OpinionResponse"),
    ]
