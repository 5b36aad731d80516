"""The history of a case: its moves, levels, workers, reviews and time. Migration 0011 says who may write it."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from foundation.rowsecurity.operations import sql


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_tasks_in_full"),
        ("teams", "0005_worker"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="LevelChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("level_from", models.PositiveSmallIntegerField(choices=[(1, "1"), (2, "2"), (3, "3"), (4, "4")])),
                ("level_to", models.PositiveSmallIntegerField(choices=[(1, "1"), (2, "2"), (3, "3"), (4, "4")])),
                ("reason", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("note", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("next_due", models.DateField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                (
                    "status_from",
                    models.CharField(
                        choices=[("open", "Open"), ("inactive", "Inactive"), ("closed", "Closed")], max_length=10
                    ),
                ),
                (
                    "status_to",
                    models.CharField(
                        choices=[("open", "Open"), ("inactive", "Inactive"), ("closed", "Closed")], max_length=10
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=30, verbose_name="reason for closing")),
                (
                    "outcomes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="TimeEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("day", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reading", "Reading and research"),
                            ("writing", "Letters and documents"),
                            ("preparing", "Preparing for a meeting"),
                            ("liaison", "Talking it over in the team"),
                            ("travel", "Travel"),
                            ("admin", "Administration"),
                        ],
                        max_length=15,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="evaluation_sent",
            field=models.BooleanField(null=True, verbose_name="asked what they thought of us"),
        ),
        migrations.AddField(
            model_name="case",
            name="highest_level",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "1"), (2, "2"), (3, "3"), (4, "4")],
                db_default=1,
                default=1,
                verbose_name="highest level reached",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="second_worker",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="sen_stage_close",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=30, verbose_name="stage when closed"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="sen_stage_open",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=30, verbose_name="stage when opened"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="intervention_level",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "1"), (2, "2"), (3, "3"), (4, "4")], default=1, verbose_name="level of the work now"
            ),
        ),
        # Row security binds the owner too, so the rows that are there are brought up to date by who is not bound.
        sql(
            "GRANT UPDATE (highest_level) ON cases_case TO pps_definer",
            "SET LOCAL ROLE pps_definer",
            "UPDATE cases_case SET highest_level = intervention_level WHERE highest_level < intervention_level",
            "RESET ROLE",
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("highest_level__gte", models.F("intervention_level")), ("highest_level__lte", 4)),
                name="the_highest_level_is_no_lower",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_worker", models.F("lead_worker")), _negated=True),
                name="two_workers_are_two_people",
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="lead_from",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="lead_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="second_from",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="second_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="allocation",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddField(
            model_name="levelchange",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="levelchange",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="levelchange",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddField(
            model_name="review",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddField(
            model_name="timeentry",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="timeentry",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="timeentry",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["case", "-recorded_at"], name="allocation_of_case"),
        ),
        migrations.AddIndex(
            model_name="levelchange",
            index=models.Index(fields=["case", "-recorded_at"], name="level_of_case"),
        ),
        migrations.AddConstraint(
            model_name="levelchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level_from__range", (1, 4)),
                    ("level_to__range", (1, 4)),
                    models.Q(("level_from", models.F("level_to")), _negated=True),
                ),
                name="a_level_changes_between_1_and_4",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["case", "-recorded_at"], name="review_of_case"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("note__isnull", False)), name="a_review_says_what_was_thought"
            ),
        ),
        migrations.AddIndex(
            model_name="statuschange",
            index=models.Index(fields=["case", "-recorded_at"], name="status_of_case"),
        ),
        migrations.AddConstraint(
            model_name="statuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status_from", "open"), ("status_to__in", ("inactive", "closed"))),
                    models.Q(("status_from", "inactive"), ("status_to__in", ("closed", "open"))),
                    models.Q(("status_from", "closed"), ("status_to__in", ("open",))),
                    _connector="OR",
                ),
                name="a_status_follows_the_workflow",
            ),
        ),
        migrations.AddConstraint(
            model_name="statuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status_to", "closed"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("status_to", "closed"), _negated=True), ("outcomes", []), ("reason", "")),
                    _connector="OR",
                ),
                name="a_closing_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["case", "-day"], name="time_on_case"),
        ),
        migrations.AddConstraint(
            model_name="timeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__range", (1, 1440))), name="time_fits_into_a_day"
            ),
        ),
    ]
