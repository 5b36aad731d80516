"""How a family heard of the service, with whom it disagrees, and the days that mediation and an appeal hang on (§3.4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q

from cases.migrations._codes import load
from foundation.rowsecurity.operations import grant

COLUMNS = (
    *("heard_about", "dispute_with", "appeal_types", "decision_letter_on", "mediation_certificate_on"),
    "evaluation_received",
)


def codes() -> ArrayField:
    return ArrayField(models.CharField(max_length=30), blank=True, db_default=[], default=list)


class Migration(migrations.Migration):
    dependencies = [("cases", "0081_items_within_what_went")]
    operations = [
        migrations.AddField("case", "appeal_types", codes()),
        migrations.AddField(
            "case",
            "decision_letter_on",
            models.DateField(blank=True, null=True, verbose_name="day of the decision letter"),
        ),
        migrations.AddField("case", "dispute_with", codes()),
        migrations.AddField(
            "case",
            "evaluation_received",
            models.BooleanField(null=True, verbose_name="told us what they thought of us"),
        ),
        migrations.AddField(
            "case", "heard_about", models.CharField(blank=True, db_default="", default="", max_length=30)
        ),
        migrations.AddField(
            "case",
            "mediation_certificate_on",
            models.DateField(blank=True, null=True, verbose_name="day of the mediation certificate"),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=Q(decision_letter_on=None)
                | Q(mediation_certificate_on=None)
                | Q(mediation_certificate_on__gte=F("decision_letter_on")),
                name="a_certificate_follows_its_decision",
            ),
        ),
        grant(f"UPDATE ({', '.join(COLUMNS)})", "cases_case"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
