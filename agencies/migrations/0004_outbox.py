"""What people and offices are told. Nothing of it is rewritten: a notice is read once, an e-mail ends once, a task is done once."""

import django.db.models.deletion
import hcm_registry.vietnamese.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from hcm_registry.kernel.append_only import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_working_calendar'),
    ]

    operations = [
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('mail', models.CharField(choices=[('AT_ONCE', 'Ngay khi có việc'), ('DAILY', 'Một bản tổng hợp mỗi ngày'), ('NEVER', 'Không gửi thư, chỉ xem trong hệ thống')], default='AT_ONCE', max_length=10, verbose_name='Nhận thư điện tử')),
                ('language', models.CharField(choices=[('vi', 'Tiếng Việt'), ('en', 'English')], default='vi', max_length=2, verbose_name='Ngôn ngữ của thư')),
            ],
            options={
                'verbose_name': 'cách nhận thông báo',
                'verbose_name_plural': 'cách nhận thông báo',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, verbose_name='địa chỉ thư')),
                ('language', models.CharField(max_length=2, verbose_name='ngôn ngữ')),
                ('mail_id', models.CharField(max_length=255)),
                ('at', models.DateTimeField(verbose_name='lập lúc')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='gửi lúc')),
                ('failed_at', models.DateTimeField(blank=True, null=True, verbose_name='thôi gửi lúc')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='agencies.agency', verbose_name='cơ quan nhận')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL, verbose_name='người nhận')),
            ],
            options={
                'verbose_name': 'thư điện tử',
                'verbose_name_plural': 'thư điện tử',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='FailedAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('error', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='lỗi')),
                ('not_before', models.DateTimeField(blank=True, null=True, verbose_name='thử lại từ')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='failures', to='agencies.delivery')),
            ],
            options={
                'verbose_name': 'lần gửi không thành công',
                'verbose_name_plural': 'lần gửi không thành công',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPreference',
            fields=[
                ('mail', models.CharField(choices=[('AT_ONCE', 'Ngay khi có việc'), ('DAILY', 'Một bản tổng hợp mỗi ngày'), ('NEVER', 'Không gửi thư, chỉ xem trong hệ thống')], default='AT_ONCE', max_length=10, verbose_name='Nhận thư điện tử')),
                ('language', models.CharField(choices=[('vi', 'Tiếng Việt'), ('en', 'English')], default='vi', max_length=2, verbose_name='Ngôn ngữ của thư')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical cách nhận thông báo',
                'verbose_name_plural': 'historical cách nhận thông báo',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, verbose_name='khóa')),
                ('event', models.CharField(max_length=60, verbose_name='sự việc')),
                ('title', hcm_registry.vietnamese.fields.NfcCharField(max_length=255, verbose_name='tiêu đề')),
                ('body', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='nội dung')),
                ('title_en', hcm_registry.vietnamese.fields.NfcCharField(max_length=255, verbose_name='tiêu đề tiếng Anh')),
                ('body_en', hcm_registry.vietnamese.fields.NfcTextField(verbose_name='nội dung tiếng Anh')),
                ('path', models.CharField(max_length=200, verbose_name='địa chỉ')),
                ('at', models.DateTimeField(verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'thông báo',
                'verbose_name_plural': 'thông báo',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('key',), name='agencies_message_told_once', violation_error_message='Việc này đã được báo.')],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='agencies.message'),
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='đọc lúc')),
                ('by_digest', models.BooleanField(default=False, verbose_name='gửi trong bản tổng hợp')),
                ('digest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='agencies.delivery')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='agencies.message')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'thông báo của một người',
                'verbose_name_plural': 'thông báo của một người',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='OperatorTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('UNREACHABLE', 'Không có ai nhận thông báo'), ('UNDELIVERABLE', 'Thư không đến được người nhận')], max_length=20, verbose_name='việc')),
                ('role', models.CharField(blank=True, choices=[('REGISTRAR', 'Chuyên viên đăng ký'), ('HEAD', 'Lãnh đạo'), ('INTAKE', 'Cán bộ tiếp nhận'), ('APPRAISER', 'Chuyên viên thẩm định'), ('CLERK', 'Văn thư'), ('OPERATOR', 'Cán bộ vận hành kho dữ liệu'), ('AUDITOR', 'Kiểm toán viên'), ('ADMIN', 'Quản trị hệ thống')], max_length=20, verbose_name='vai trò')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='xử lý lúc')),
                ('note', hcm_registry.vietnamese.fields.NfcTextField(blank=True, verbose_name='đã làm gì')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan')),
                ('delivery', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='task', to='agencies.delivery')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xử lý')),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='agencies.message')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhận')),
            ],
            options={
                'verbose_name': 'việc của người vận hành',
                'verbose_name_plural': 'việc của người vận hành',
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('sent_at__isnull', False), ('failed_at__isnull', False), _connector='OR', _negated=True), fields=['id'], name='agencies_delivery_waiting'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('mail_id',), name='agencies_delivery_once', violation_error_message='Thư này đã được lập.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('agency__isnull', False), ('message__isnull', False)), _connector='OR'), name='agencies_delivery_to_somebody', violation_error_message='Thư phải gửi cho một người hoặc hộp thư một cơ quan; bản tổng hợp chỉ gửi cho một người.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('failed_at__isnull', True), _connector='OR'), name='agencies_delivery_ends_one_way', violation_error_message='Thư hoặc đã gửi, hoặc đã thôi gửi.'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['user'], name='agencies_notice_unread'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('user', 'message'), name='agencies_notice_once', violation_error_message='Người này đã được báo.'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('digest__isnull', True), ('by_digest', True), _connector='OR'), name='agencies_notice_digest_asked_for', violation_error_message='Chỉ gộp vào bản tổng hợp thông báo của người đã chọn nhận bản tổng hợp.'),
        ),
        migrations.AddConstraint(
            model_name='operatortask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='agencies_operatortask_done_who_when', violation_error_message='Người thực hiện và thời điểm phải có cùng nhau.'),
        ),
        migrations.AddConstraint(
            model_name='operatortask',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='agencies_operatortask_done_says_how', violation_error_message='Ghi đã làm gì để việc này xong.'),
        ),
        AppendOnly("Message"),
        AppendOnly("Notice", fill=("read_at", "digest_id")),
        AppendOnly("Delivery", fill=("sent_at", "failed_at")),
        AppendOnly("FailedAttempt"),
        AppendOnly("OperatorTask", fill=("done_by_id", "done_at", "note")),
    ]
