"""What the law demands of us and what a manager found of it, and what is booked by the reference alone: the tables."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0060_forbidden_by_an_order"),
        ("consent", "0009_what_a_death_ends"),
        ("teams", "0015_declarations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Demand",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("order", "An order of a court or tribunal"),
                            ("summons", "A summons to give evidence"),
                            ("statute", "A demand that a statute allows"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="its number")),
                (
                    "orders",
                    foundation.sealing.fields.SealedTextField(
                        blank=True, null=True, verbose_name="what it orders, word for word"
                    ),
                ),
                ("dated", models.DateField(verbose_name="the date on it")),
                ("due", models.DateField(verbose_name="by when it is answered")),
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
                (
                    "forbids_telling",
                    models.BooleanField(default=False, verbose_name="whether it forbids telling the service user"),
                ),
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
                    "recipient",
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
            name="DemandFinding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "found",
                    models.CharField(
                        choices=[
                            ("follow", "It is valid: what it orders is given, and nothing else"),
                            (
                                "challenge",
                                "It asks for too much, or is in doubt: it is challenged, and nothing goes meanwhile",
                            ),
                            ("not_valid", "It is not valid: nothing goes"),
                        ],
                        max_length=10,
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
                ("words", foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="why")),
                (
                    "checked_by",
                    foundation.sealing.fields.SealedTextField(
                        blank=True, null=True, verbose_name="who else looked at it"
                    ),
                ),
                ("checked_on", models.DateField(null=True)),
                (
                    "advice",
                    foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="what they said"),
                ),
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
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="consent.demand"
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
            },
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("interpreter", "An interpreter"),
                            ("venue", "A room or a venue"),
                            ("payment", "A payment"),
                            ("other", "Something else"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "agreed_words",
                    foundation.sealing.fields.SealedTextField(
                        blank=True, null=True, verbose_name="their word that they agree to this one"
                    ),
                ),
                (
                    "unconnected",
                    models.BooleanField(
                        default=False, verbose_name="of an interpreter: grown up, and nobody whom the family knows"
                    ),
                ),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.recipient"
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
                "indexes": [models.Index(fields=["case", "-recorded_at"], name="booking_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("agreed_words__isnull", False)), name="they_agreed_to_whom_is_booked"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "interpreter"), _negated=True), ("unconnected", True), _connector="OR"
                        ),
                        name="an_interpreter_is_nobody_they_know",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(fields=["case", "-recorded_at"], name="demand_of_case"),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(("categories__contains", ["existence"]), ("orders__isnull", False)),
                name="a_demand_says_what_it_orders",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "categories__contained_by",
                        [
                            "advice_strategy",
                            "contact_details",
                            "criminal",
                            "domestic_abuse",
                            "education_record",
                            "ehcp_doc",
                            "ethnicity_religion",
                            "existence",
                            "family_circumstances",
                            "feedback",
                            "finance_benefits",
                            "full_notes",
                            "health",
                            "housing",
                            "identity",
                            "immigration",
                            "mental_health",
                            "safeguarding",
                            "sen_needs",
                            "social_care",
                            "staff_opinion",
                            "third_party",
                            "views_feelings",
                        ],
                    )
                ),
                name="a_demand_knows_its_kinds",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(("due__gte", models.F("dated"))), name="a_demand_is_due_after_its_date"
            ),
        ),
        migrations.AddIndex(
            model_name="demandfinding",
            index=models.Index(fields=["demand", "-recorded_at"], name="finding_of_demand"),
        ),
        migrations.AddConstraint(
            model_name="demandfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("words__isnull", False)), name="a_finding_has_its_reasons"
            ),
        ),
        migrations.AddConstraint(
            model_name="demandfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("categories__contains", ["existence"]),
                        ("found", "follow"),
                        ("advice__isnull", False),
                        ("checked_by__isnull", False),
                        ("checked_on__isnull", False),
                    ),
                    models.Q(models.Q(("found", "follow"), _negated=True), ("categories", [])),
                    _connector="OR",
                ),
                name="two_decide_that_a_demand_is_followed",
            ),
        ),
    ]
