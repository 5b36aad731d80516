"""What was asked of others, what came, and what a manager decided about what came without permission: the tables."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0036_known_kinds"),
        ("consent", "0004_in_order"),
        ("teams", "0011_dates_and_deputies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InformationRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("support_in_school", "Support in school"),
                            ("ehc_process", "Education, health and care process"),
                            ("meeting_prep", "Preparing a meeting"),
                            ("mediation", "Mediation"),
                            ("tribunal", "Tribunal"),
                            ("complaint", "A complaint"),
                            ("exclusion", "An exclusion"),
                            ("transport", "Transport"),
                            ("admissions", "Admissions"),
                            ("health_support", "Health support"),
                            ("social_care_support", "Social care support"),
                            ("signpost_warm_transfer", "Introducing them to another service"),
                            ("advocacy", "Speaking up for them"),
                            ("safeguarding_child", "Keeping a child safe"),
                            ("safeguarding_adult", "Keeping an adult safe"),
                            ("legal_duty", "A legal duty"),
                            ("data_subject_right", "Somebody's right to their own information"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("existence", "That they have been in contact with us"),
                                ("identity", "Who they are"),
                                ("contact_details", "How to reach them"),
                                ("family_circumstances", "Family circumstances"),
                                ("sen_needs", "Special educational needs"),
                                ("education_record", "Education record"),
                                ("ehcp_doc", "Education, health and care plan"),
                                ("health", "Health"),
                                ("mental_health", "Mental health"),
                                ("social_care", "Social care"),
                                ("safeguarding", "Safeguarding"),
                                ("domestic_abuse", "Domestic abuse"),
                                ("finance_benefits", "Money and benefits"),
                                ("housing", "Housing"),
                                ("immigration", "Immigration"),
                                ("criminal", "Offences"),
                                ("ethnicity_religion", "Ethnicity or religion"),
                                ("views_feelings", "Views and feelings"),
                                ("advice_strategy", "The advice we gave"),
                                ("third_party", "Somebody else's information"),
                                ("staff_opinion", "What staff think"),
                                ("feedback", "Feedback about a service"),
                                ("full_notes", "All of our notes"),
                            ],
                            max_length=30,
                        ),
                        size=None,
                    ),
                ),
                ("subjects", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                (
                    "scope",
                    foundation.sealing.fields.SealedTextField(
                        blank=True, null=True, verbose_name="what exactly was asked for"
                    ),
                ),
                ("limits_kept", models.BooleanField(default=False)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("telephone", "Telephone"),
                            ("in_person", "In person"),
                            ("meeting", "In a meeting"),
                            ("secure_email", "Secure e-mail"),
                            ("portal", "Their secure portal"),
                            ("post_tracked", "Tracked post"),
                        ],
                        max_length=15,
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="when it was asked")),
                ("due", models.DateField(verbose_name="when an answer is due")),
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
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.disclosure"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.recipient"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rests_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.consent"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.task"),
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
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sender", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("about", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("summary", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("from_service_user", models.BooleanField(default=False)),
                (
                    "came_how",
                    models.CharField(
                        choices=[
                            ("hand", "By hand"),
                            ("post", "By post"),
                            ("email", "By e-mail"),
                            ("portal", "Through a portal"),
                            ("telephone", "By telephone"),
                            ("meeting", "In a meeting"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "thing",
                    models.CharField(
                        choices=[
                            ("letter", "A letter"),
                            ("email", "An e-mail"),
                            ("report", "A report or an assessment"),
                            ("plan", "A plan, or a draft of one"),
                            ("minutes", "Minutes of a meeting"),
                            ("records", "Records, or a whole file"),
                            ("said", "Something that was said"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("social_work_data", "Social work data"),
                                ("health_data", "Health data"),
                                ("education_data", "Education data"),
                            ],
                            max_length=20,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("existence", "That they have been in contact with us"),
                                ("identity", "Who they are"),
                                ("contact_details", "How to reach them"),
                                ("family_circumstances", "Family circumstances"),
                                ("sen_needs", "Special educational needs"),
                                ("education_record", "Education record"),
                                ("ehcp_doc", "Education, health and care plan"),
                                ("health", "Health"),
                                ("mental_health", "Mental health"),
                                ("social_care", "Social care"),
                                ("safeguarding", "Safeguarding"),
                                ("domestic_abuse", "Domestic abuse"),
                                ("finance_benefits", "Money and benefits"),
                                ("housing", "Housing"),
                                ("immigration", "Immigration"),
                                ("criminal", "Offences"),
                                ("ethnicity_religion", "Ethnicity or religion"),
                                ("views_feelings", "Views and feelings"),
                                ("advice_strategy", "The advice we gave"),
                                ("third_party", "Somebody else's information"),
                                ("staff_opinion", "What staff think"),
                                ("feedback", "Feedback about a service"),
                                ("full_notes", "All of our notes"),
                            ],
                            max_length=30,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("arrived_on", models.DateField()),
                (
                    "held",
                    models.CharField(
                        choices=[
                            ("case", "In the case"),
                            ("quarantine", "In quarantine"),
                            ("safeguarding", "With the managers, for somebody’s safety"),
                            ("gone", "Not held any more"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "quarantined_at",
                    models.DateTimeField(null=True, verbose_name="when it went into quarantine, the last time"),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.recipient"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "rests_on",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.consent"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.informationrequest",
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
            name="QuarantineDecision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("returned", "Sent back, and nothing of it kept"),
                            ("destroyed", "Destroyed"),
                            ("kept_with_consent", "Kept: the service user agreed"),
                            ("safeguarding", "Kept by the managers: somebody may be at risk"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("existence", "That they have been in contact with us"),
                                ("identity", "Who they are"),
                                ("contact_details", "How to reach them"),
                                ("family_circumstances", "Family circumstances"),
                                ("sen_needs", "Special educational needs"),
                                ("education_record", "Education record"),
                                ("ehcp_doc", "Education, health and care plan"),
                                ("health", "Health"),
                                ("mental_health", "Mental health"),
                                ("social_care", "Social care"),
                                ("safeguarding", "Safeguarding"),
                                ("domestic_abuse", "Domestic abuse"),
                                ("finance_benefits", "Money and benefits"),
                                ("housing", "Housing"),
                                ("immigration", "Immigration"),
                                ("criminal", "Offences"),
                                ("ethnicity_religion", "Ethnicity or religion"),
                                ("views_feelings", "Views and feelings"),
                                ("advice_strategy", "The advice we gave"),
                                ("third_party", "Somebody else's information"),
                                ("staff_opinion", "What staff think"),
                                ("feedback", "Feedback about a service"),
                                ("full_notes", "All of our notes"),
                            ],
                            max_length=30,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "arrival",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.arrival"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
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
                    "rests_on",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.consent"
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
            },
        ),
        migrations.CreateModel(
            name="RequestStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chased", "We asked again"),
                            ("part", "Part of it came"),
                            ("received", "All of it came"),
                            ("refused", "They said no"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("due", models.DateField(null=True, verbose_name="when an answer is due now")),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="consent.informationrequest",
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
            },
        ),
        migrations.AddIndex(
            model_name="informationrequest",
            index=models.Index(fields=["case", "-sent_at"], name="request_of_case"),
        ),
        migrations.AddConstraint(
            model_name="informationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scope__isnull", False),
                    models.Q(("categories", []), _negated=True),
                    models.Q(("subjects", []), _negated=True),
                ),
                name="a_request_says_what_and_about_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(fields=["case", "-arrived_on"], name="arrival_of_case"),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(
                condition=models.Q(("held", "quarantine")),
                fields=["team", "quarantined_at", "id"],
                name="quarantine_waits",
            ),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(fields=["rests_on"], name="arrival_rests_on"),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(("sender__isnull", False), ("summary__isnull", False)),
                name="an_arrival_says_from_whom_and_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held", "case"), _negated=True),
                    models.Q(
                        ("case__isnull", False),
                        models.Q(
                            ("from_service_user", True),
                            models.Q(("rests_on__isnull", False), models.Q(("categories", []), _negated=True)),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="what_is_in_a_case_was_given_or_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(("held", "case"), ("quarantined_at__isnull", False), _connector="OR"),
                name="quarantine_has_a_beginning",
            ),
        ),
        migrations.AddIndex(
            model_name="quarantinedecision",
            index=models.Index(fields=["arrival", "-recorded_at"], name="decision_about_arrival"),
        ),
        migrations.AddConstraint(
            model_name="quarantinedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__isnull", False)), name="a_decision_has_its_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="requeststep",
            index=models.Index(fields=["request", "recorded_at"], name="step_of_request"),
        ),
        migrations.AddConstraint(
            model_name="requeststep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "refused"), _negated=True), ("words__isnull", False), _connector="OR"
                ),
                name="a_no_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="requeststep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due__isnull", False), ("kind__in", ("chased", "part"))),
                    models.Q(models.Q(("kind__in", ("chased", "part")), _negated=True), ("due__isnull", True)),
                    _connector="OR",
                ),
                name="what_is_waited_for_is_due",
            ),
        ),
    ]
