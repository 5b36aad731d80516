"""What more is asked of a concern: an adult at risk, how it ended, and laws that have a day of their own (§2.4, §2.6).

The rows of those laws are here without a day: off until somebody has signed them off.
"""

from django.db import migrations, models

import foundation.sealing.fields
from foundation.rowsecurity.operations import grant, sql

SWITCHES = (
    (
        "ca2004_s16la",
        "The duty to share information",
        "Children Act 2004 s.16LA, Children’s Wellbeing and Schools Act 2026",
    ),
    ("cpa2026_report", "The duty to report child sexual abuse", "Crime and Policing Act 2026"),
)
NEW = (
    "has_capacity, agrees, needs_care, at_risk, cannot_protect, others_at_risk, csa_suspected, share_relevant,"
    " share_harms, feedback, reported, report_delay, share_with"
)


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0006_hours_to_cover"),
    ]

    operations = [
        migrations.AddField(
            model_name="concern",
            name="agrees",
            field=models.BooleanField(null=True, verbose_name="they agree that social care is told"),
        ),
        migrations.AddField(
            model_name="concern",
            name="at_risk",
            field=models.BooleanField(null=True, verbose_name="they experience abuse or neglect, or may"),
        ),
        migrations.AddField(
            model_name="concern",
            name="cannot_protect",
            field=models.BooleanField(null=True, verbose_name="because of their needs they cannot protect themself"),
        ),
        migrations.AddField(
            model_name="concern",
            name="csa_suspected",
            field=models.BooleanField(null=True, verbose_name="a sexual offence against a child is suspected"),
        ),
        migrations.AddField(
            model_name="concern",
            name="feedback",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="has_capacity",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="needs_care",
            field=models.BooleanField(null=True, verbose_name="they need care and support"),
        ),
        migrations.AddField(
            model_name="concern",
            name="others_at_risk",
            field=models.BooleanField(null=True, verbose_name="somebody else is at risk as well"),
        ),
        migrations.AddField(
            model_name="concern",
            name="report_delay",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="reported",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="share_harms",
            field=models.BooleanField(null=True, verbose_name="sharing would harm the child more than not sharing"),
        ),
        migrations.AddField(
            model_name="concern",
            name="share_relevant",
            field=models.BooleanField(null=True, verbose_name="it matters to keeping a child safe or well"),
        ),
        migrations.AddField(
            model_name="concern",
            name="share_with",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        grant(f"UPDATE ({NEW})", "safeguarding_concern"),
        sql(
            *(
                "INSERT INTO safeguarding_switch (id, code, label, source)"
                f" VALUES (gen_random_uuid(), '{code}', '{label}', '{source}')"
                for code, label, source in SWITCHES
            )
        ),
    ]
