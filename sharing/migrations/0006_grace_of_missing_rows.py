"""What a source no longer has is kept for some days."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0005_quality_of_datasets'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsource',
            name='grace',
            field=models.PositiveSmallIntegerField(default=3, help_text='Dòng không còn ở nguồn chỉ bị xóa khi đã vắng chừng ấy ngày; 0 là xóa ngay. Chỉ có nghĩa khi lấy toàn bộ.', verbose_name='giữ dòng vắng (ngày)'),
        ),
        migrations.AddField(
            model_name='source',
            name='grace',
            field=models.PositiveSmallIntegerField(default=3, help_text='Dòng không còn ở nguồn chỉ bị xóa khi đã vắng chừng ấy ngày; 0 là xóa ngay. Chỉ có nghĩa khi lấy toàn bộ.', verbose_name='giữ dòng vắng (ngày)'),
        ),
    ]
