"""An import keeps in which encodings its text could be read also after one was chosen: the choice is shown, and can be mended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0021_annex_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="anneximport",
            name="encodings",
            field=models.JSONField(
                blank=True, db_comment="[name, words as they read in it]; a person chooses while encoding is empty", default=list
            ),
        ),
    ]
