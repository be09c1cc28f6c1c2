"""The working calendar; nothing of it is overwritten, a year is confirmed once and a day removed once."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.lookups
import hcm_registry.vietnamese.fields
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_promises'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('what', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='thay đổi')),
                ('reason', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='lý do, căn cứ')),
                ('is_demo', models.BooleanField(default=False, verbose_name='số liệu minh họa')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người làm')),
            ],
            options={
                'verbose_name': 'phiên bản lịch làm việc',
                'verbose_name_plural': 'phiên bản lịch làm việc',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='năm')),
                ('source', hcm_registry.vietnamese.fields.NfcCharField(max_length=255, verbose_name='nguồn của dự thảo')),
                ('confirmed_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.calendarversion', verbose_name='xác nhận')),
                ('drafted_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.calendarversion', verbose_name='lập dự thảo')),
            ],
            options={
                'verbose_name': 'lịch làm việc của năm',
                'verbose_name_plural': 'lịch làm việc của năm',
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='ngày')),
                ('kind', models.CharField(choices=[('HOLIDAY', 'Ngày nghỉ'), ('WORKING_SATURDAY', 'Thứ Bảy làm bù')], max_length=20, verbose_name='loại')),
                ('name', hcm_registry.vietnamese.fields.NfcCharField(max_length=255, verbose_name='tên')),
                ('source', hcm_registry.vietnamese.fields.NfcCharField(max_length=255, verbose_name='nguồn')),
                ('added_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='added', to='agencies.calendarversion', verbose_name='thêm ở phiên bản')),
                ('removed_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='removed', to='agencies.calendarversion', verbose_name='bỏ ở phiên bản')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='agencies.calendaryear', verbose_name='năm')),
            ],
            options={
                'verbose_name': 'ngày trong lịch làm việc',
                'verbose_name_plural': 'ngày trong lịch làm việc',
                'ordering': ['day', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='calendarversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('what', ''), _negated=True)), name='agencies_calendarversion_reason_given', violation_error_message='Mỗi thay đổi của lịch làm việc phải nêu lý do hoặc căn cứ.'),
        ),
        migrations.AddConstraint(
            model_name='calendaryear',
            constraint=models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='agencies_calendaryear_plausible', violation_error_message='Nhập một năm từ 2000 đến 2100.'),
        ),
        migrations.AddConstraint(
            model_name='calendaryear',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_in__isnull', True), ('confirmed_in__gt', models.F('drafted_in')), _connector='OR'), name='agencies_calendaryear_confirmed_later', violation_error_message='Lịch của một năm được xác nhận sau khi có dự thảo.'),
        ),
        migrations.AddConstraint(
            model_name='calendarday',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_in__isnull', True)), fields=('day',), name='agencies_calendarday_one_a_day', violation_error_message='Ngày này đã có trong lịch: một ngày không vừa nghỉ vừa làm bù. Bỏ dòng đang có rồi thêm lại.'),
        ),
        migrations.AddConstraint(
            model_name='calendarday',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'WORKING_SATURDAY'), _negated=True), ('day__iso_week_day', 6), _connector='OR'), name='agencies_calendarday_made_up_on_saturday', violation_error_message='Ngày làm bù phải là thứ Bảy. Chọn lại ngày.'),
        ),
        migrations.AddConstraint(
            model_name='calendarday',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.datetime.ExtractYear('day'), models.F('year')), name='agencies_calendarday_in_its_year', violation_error_message='Ngày phải thuộc năm của lịch.'),
        ),
        migrations.AddConstraint(
            model_name='calendarday',
            constraint=models.CheckConstraint(condition=models.Q(('removed_in__isnull', True), ('removed_in__gt', models.F('added_in')), _connector='OR'), name='agencies_calendarday_removed_later', violation_error_message='Một ngày chỉ được bỏ ở phiên bản sau phiên bản đã thêm.'),
        ),
        AppendOnly("CalendarVersion"),
        AppendOnly("CalendarYear", fill=("confirmed_in_id",)),
        AppendOnly("CalendarDay", fill=("removed_in_id",)),
    ]
