"""Corrections of contacts: their earlier wording, what was added later, and what was moved to another case."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0026_walls_stand"),
        ("teams", "0009_message_takers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactAddendum",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ContactVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("other_party", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("summary", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("second_person", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("advice_given", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("signposted_to", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("told_about_family", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("replaced_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="contact",
            name="corrected_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="when its wording was corrected"),
        ),
        migrations.AddField(
            model_name="contact",
            name="moved_away_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="contact",
            name="moved_away_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="moved_here_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("moved_away_at", None), ("moved_away_by", None)),
                    models.Q(
                        ("advice_codes", []),
                        ("advice_given", None),
                        ("confider", None),
                        ("moved_away_at__isnull", False),
                        ("moved_away_by__isnull", False),
                        ("other_party", None),
                        ("person", None),
                        ("second_person", None),
                        ("signposted_to", None),
                        ("summary", None),
                        ("told_about_family", None),
                        ("topics", []),
                    ),
                    _connector="OR",
                ),
                name="what_was_moved_away_says_nothing",
            ),
        ),
        migrations.AddField(
            model_name="contactaddendum",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="contactaddendum",
            name="contact",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.contact"
            ),
        ),
        migrations.AddField(
            model_name="contactaddendum",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="contactaddendum",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddField(
            model_name="contactversion",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="contactversion",
            name="contact",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.contact"
            ),
        ),
        migrations.AddField(
            model_name="contactversion",
            name="replaced_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="contactversion",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddIndex(
            model_name="contactaddendum",
            index=models.Index(fields=["contact", "recorded_at"], name="addendum_of_contact"),
        ),
        migrations.AddConstraint(
            model_name="contactaddendum",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__isnull", False)), name="an_addendum_says_something"
            ),
        ),
        migrations.AddIndex(
            model_name="contactversion",
            index=models.Index(fields=["contact", "replaced_at"], name="version_of_contact"),
        ),
    ]
