"""The versions of the script by which permission is asked."""

from django.db import migrations, models

from cases.migrations._codes import load
from cases.vocabulary import CodeList


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_persons_setting")]
    operations = [
        migrations.AlterField("code", "code_list", models.CharField(max_length=30, choices=CodeList.choices)),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
