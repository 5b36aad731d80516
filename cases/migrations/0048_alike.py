"""Pairs of files in which somebody may be one person."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0047_breaches_guarded"),
        ("teams", "0013_still_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alike",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "likeness",
                    models.CharField(
                        choices=[("name", "The same name"), ("number", "The same telephone number")],
                        max_length=10,
                        verbose_name="what they have in common",
                    ),
                ),
                ("kept", models.BooleanField(verbose_name="whoever wrote them down does not see the other file")),
                ("recorded_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("same", "Yes, and both files stay"),
                            ("other", "No: they are different people"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                ("reason", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "other_person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.person",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at", None)), fields=["team", "recorded_at"], name="alike_to_decide"
                    ),
                    models.Index(fields=["case"], name="alike_of_case"),
                    models.Index(fields=["other_case"], name="alike_of_other_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("likeness__in", ["name", "number"])), name="alike_in_name_or_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other_case")), _negated=True), name="alike_are_two_files"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("decided_at", None), ("decided_by", None)),
                            models.Q(
                                ("answer__in", ["same", "other"]),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="alike_is_decided_by_somebody",
                    ),
                ],
            },
        ),
    ]
