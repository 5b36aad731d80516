"""Where a child is taught, of the public register."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.rowsecurity.operations import sql


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_who_may_see"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="setting",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.setting"
            ),
        ),
        sql("GRANT UPDATE (setting_id) ON cases_person TO pps_app"),
    ]
