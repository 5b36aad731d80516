"""The yearly declaration that somebody looks nobody up in the council's systems, and the day on which that was checked
(R-C7-3)."""

from django.db import migrations, models

from teams.vocabulary import StaffDateKind


class Migration(migrations.Migration):
    dependencies = [("teams", "0014_seen_as_it_stands")]
    operations = [
        migrations.RemoveConstraint(model_name="staffdate", name="a_date_is_of_a_kind"),
        migrations.AlterField("staffdate", "kind", models.CharField(choices=StaffDateKind.choices, max_length=20)),
        migrations.AddConstraint(
            "staffdate",
            models.CheckConstraint(condition=models.Q(kind__in=StaffDateKind.values), name="a_date_is_of_a_kind"),
        ),
    ]
