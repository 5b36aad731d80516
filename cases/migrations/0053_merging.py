"""Pairs of files that were made one."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0051_what_a_disclosure_says"),
        ("teams", "0013_still_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Merging",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "other_case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["other_case"], name="merging_into")],
                "constraints": [
                    models.UniqueConstraint(fields=("case",), name="merged_once"),
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other_case")), _negated=True), name="two_files_are_merged"
                    ),
                ],
            },
        ),
    ]
