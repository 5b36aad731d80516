"""The versions of the answer to whoever asks about a family."""

from django.db import migrations, models

from cases.migrations._codes import load
from cases.vocabulary import CodeList


class Migration(migrations.Migration):
    dependencies = [("cases", "0031_leaving_hands_over")]
    operations = [
        migrations.AlterField("code", "code_list", models.CharField(max_length=30, choices=CodeList.choices)),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
