"""What information governance is shown of a legal demand, for their own word on it: the tables."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0069_digests_of_each_team"),
        ("consent", "0013_not_begun_yet"),
        ("teams", "0020_ones_own_address"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DemandSheet",
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
                    "from_whom",
                    foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="who demands it"),
                ),
                (
                    "orders",
                    foundation.sealing.fields.SealedTextField(
                        blank=True, null=True, verbose_name="what it orders, with nobody’s name"
                    ),
                ),
                (
                    "told_already",
                    foundation.sealing.fields.SealedTextField(
                        blank=True, null=True, verbose_name="what was said about it already, and by whom"
                    ),
                ),
                ("valid", models.BooleanField(null=True, verbose_name="their own word: that it is valid")),
                (
                    "answer",
                    foundation.sealing.fields.SealedTextField(
                        blank=True, null=True, verbose_name="why it is not valid"
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="when they gave their word")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="when it was taken away, unanswered")),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "permissions": (("see_sheet", "See this one sheet"),),
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="SheetPermission",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
            options={
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SheetReceipt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("put_on", models.DateField()),
                ("answered_on", models.DateField()),
                ("valid", models.BooleanField(verbose_name="they found it valid")),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="demandfinding",
            name="two_decide_that_a_demand_is_followed",
        ),
        migrations.AddConstraint(
            model_name="demandfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("categories__contains", ["existence"]), ("found", "follow")),
                    models.Q(models.Q(("found", "follow"), _negated=True), ("categories", [])),
                    _connector="OR",
                ),
                name="a_demand_is_followed_for_what_it_orders",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("found", "follow"), _negated=True),
                    models.Q(("advice", None), ("checked_by", None), ("checked_on", None)),
                    models.Q(("advice__isnull", False), ("checked_by__isnull", False), ("checked_on__isnull", False)),
                    _connector="OR",
                ),
                name="what_was_said_by_telephone_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="demandsheet",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="demandsheet",
            name="demand",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="consent.demand"
            ),
        ),
        migrations.AddField(
            model_name="demandsheet",
            name="finding",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="consent.demandfinding"
            ),
        ),
        migrations.AddField(
            model_name="demandsheet",
            name="reader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="demandsheet",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="demandsheet",
            name="task",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.task"),
        ),
        migrations.AddField(
            model_name="demandsheet",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddField(
            model_name="sheetpermission",
            name="content_object",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="consent.demandsheet"),
        ),
        migrations.AddField(
            model_name="sheetpermission",
            name="permission",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission"),
        ),
        migrations.AddField(
            model_name="sheetpermission",
            name="user",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="sheetreceipt",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="demandsheet",
            index=models.Index(fields=["demand", "-recorded_at"], name="sheet_of_demand"),
        ),
        migrations.AddConstraint(
            model_name="demandsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_whom__isnull", False), ("orders__isnull", False)),
                name="a_sheet_says_what_is_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", None), ("confirmed_at", None), ("valid", None)),
                    models.Q(("answer", None), ("confirmed_at__isnull", False), ("taken_at", None), ("valid", True)),
                    models.Q(
                        ("answer__isnull", False), ("confirmed_at__isnull", False), ("taken_at", None), ("valid", False)
                    ),
                    _connector="OR",
                ),
                name="a_word_on_a_sheet_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandsheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_at", None)), fields=("finding",), name="a_finding_is_put_to_one_at_a_time"
            ),
        ),
        migrations.AlterUniqueTogether(
            name="sheetpermission",
            unique_together={("user", "permission", "content_object")},
        ),
        migrations.AddIndex(
            model_name="sheetreceipt",
            index=models.Index(fields=["user", "-answered_on"], name="sheet_receipt_of_person"),
        ),
    ]
