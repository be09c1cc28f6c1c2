"""Of one role somebody has one deputy at a time."""

import django.contrib.postgres.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0004_outbox'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='delegation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('revoked_at__isnull', True)), expressions=[('principal', '='), ('agency', '='), ('role', '='), ('period', '&&')], name='agencies_delegation_one_at_a_time', violation_error_message='Vai trò này đã được ủy quyền trong thời gian đó. Thu hồi ủy quyền kia hoặc chọn thời gian khác.'),
        ),
    ]
