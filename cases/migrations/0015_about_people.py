"""What is written about one person of a case: addresses, relationships, representatives, ability, wishes, names."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from cases.migrations._gates import NOT_NARROWED, gates
from foundation.rowsecurity.operations import policy, sql

PARTS = ("abilityrecord", "address", "formername", "personlink", "representative", "wishes")
# Each row has the team of its case, and everybody it names is of that case; when it was written is the database's to say.
SAME_CASE = sql(
    *(
        statement
        for part in PARTS
        for statement in (
            (
                f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_has_the_cases_team"
                " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
            ),
            (
                f"ALTER TABLE cases_{part} ADD CONSTRAINT person_is_of_the_case"
                " FOREIGN KEY (person_id, case_id) REFERENCES cases_person (id, case_id)"
            ),
            (
                f"CREATE TRIGGER stamped BEFORE INSERT ON cases_{part}"
                " FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()"
            ),
        )
    ),
    "ALTER TABLE cases_personlink ADD CONSTRAINT other_is_of_the_case"
    " FOREIGN KEY (other_id, case_id) REFERENCES cases_person (id, case_id)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_calls"),
        ("teams", "0008_service_and_conflicts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contactpoint",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="contactpoint",
            name="shared_with",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contactpoint",
            name="verified_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="AbilityRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("capacity", "Capacity of somebody aged 16 or over"),
                            ("competence", "Competence of a child under 16"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decision", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("decided_on", models.DateField()),
                ("support_given", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                (
                    "conclusion",
                    models.CharField(
                        choices=[
                            ("not_in_doubt", "Has capacity: it was not in doubt"),
                            ("has", "Has capacity for this decision"),
                            ("fluctuating", "Has capacity at some times"),
                            ("lacks", "Lacks capacity for this decision"),
                            ("competent", "Understands enough to decide this"),
                            ("not_competent", "Does not understand enough yet"),
                        ],
                        max_length=15,
                    ),
                ),
                ("assessor", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("basis", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("best_interests", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("review_due", models.DateField(null=True)),
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
                "indexes": [models.Index(fields=["case", "recorded_at"], name="ability_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conclusion__in", ("competent", "not_competent")), ("kind", "competence")),
                            models.Q(
                                ("conclusion__in", ("not_in_doubt", "has", "fluctuating", "lacks")),
                                ("kind", "capacity"),
                            ),
                            _connector="OR",
                        ),
                        name="a_conclusion_is_of_its_law",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conclusion", "lacks"), _negated=True),
                            models.Q(("best_interests__isnull", False), ("support_given__isnull", False)),
                            _connector="OR",
                        ),
                        name="lacking_capacity_says_what_help_was_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("home", "Home"),
                            ("part_time", "Home for part of the time"),
                            ("temporary", "Temporary"),
                            ("letters", "For letters only"),
                            ("earlier", "Earlier home"),
                        ],
                        max_length=10,
                    ),
                ),
                ("lines", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("postcode", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                (
                    "authority",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("302", "Barnet"),
                            ("304", "Brent"),
                            ("202", "Camden"),
                            ("307", "Ealing"),
                            ("308", "Enfield"),
                            ("204", "Hackney"),
                            ("309", "Haringey"),
                            ("310", "Harrow"),
                            ("919", "Hertfordshire"),
                            ("312", "Hillingdon"),
                            ("206", "Islington"),
                            ("213", "Westminster"),
                            ("other", "Another council in England"),
                            ("outside", "Outside England"),
                        ],
                        db_default="",
                        default="",
                        max_length=7,
                    ),
                ),
                ("is_protected", models.BooleanField(default=False)),
                (
                    "safe_to_post",
                    models.CharField(
                        choices=[("not_asked", "Not asked yet"), ("yes", "Safe to use"), ("no", "Do not use")],
                        default="not_asked",
                        max_length=10,
                    ),
                ),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
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
                "indexes": [models.Index(fields=["case", "recorded_at"], name="address_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on", None), ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="an_address_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(editable=False, null=True)),
                ("name", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
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
                "indexes": [models.Index(fields=["case", "recorded_at"], name="former_name_of_case")],
            },
        ),
        migrations.CreateModel(
            name="PersonLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(editable=False, null=True)),
                ("kind", models.CharField(max_length=30)),
                (
                    "responsibility",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
                        db_default="",
                        default="",
                        max_length=7,
                    ),
                ),
                (
                    "responsibility_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("birth_mother", "Gave birth to the child"),
                            ("married_father", "Father, married to the mother"),
                            ("birth_certificate", "Father, on the birth certificate since 1 December 2003"),
                            ("second_female_parent", "Second female parent"),
                            ("agreement", "Parental responsibility agreement"),
                            ("court_order", "Court order"),
                            ("special_guardianship", "Special guardianship order"),
                            ("adoption", "Adoption"),
                            ("care_order", "Care order, held by a council"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                ("evidence_seen", models.BooleanField(default=False)),
                ("shared_with_council", models.BooleanField(default=False)),
                (
                    "lives_with",
                    models.CharField(
                        blank=True,
                        choices=[("full", "All the time"), ("part", "Part of the time"), ("no", "No")],
                        db_default="",
                        default="",
                        max_length=4,
                    ),
                ),
                ("is_education_parent", models.BooleanField(default=False)),
                (
                    "order_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cao_live_with", "Child arrangements: lives with"),
                            ("cao_spend_time", "Child arrangements: spends time with"),
                            ("prohibited_steps", "Prohibited steps"),
                            ("specific_issue", "Specific issue"),
                            ("non_molestation", "Non-molestation"),
                            ("occupation", "Occupation"),
                            ("injunction", "Injunction"),
                            ("restricted_contact", "Restricted contact"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                ("order_from", models.DateField(null=True)),
                ("order_to", models.DateField(null=True)),
                ("order_text", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                (
                    "untold",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "The first must not be told about the second"),
                            ("other", "The second must not be told about the first"),
                            ("both", "Neither about the other"),
                        ],
                        db_default="",
                        default="",
                        max_length=6,
                    ),
                ),
                ("untold_reason", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
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
                    "other",
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
                "indexes": [models.Index(fields=["case", "recorded_at"], name="link_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("other")), _negated=True),
                        name="nobody_is_related_to_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("responsibility", "yes"),
                            models.Q(
                                ("evidence_seen", False), ("responsibility_source", ""), ("shared_with_council", False)
                            ),
                            _connector="OR",
                        ),
                        name="only_responsibility_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order_kind", ""), _negated=True),
                            models.Q(("order_from", None), ("order_text", None), ("order_to", None)),
                            _connector="OR",
                        ),
                        name="only_an_order_has_a_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("order_from", None),
                            ("order_to", None),
                            ("order_to__gte", models.F("order_from")),
                            _connector="OR",
                        ),
                        name="an_order_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("untold", ""), ("untold_reason", None)),
                            models.Q(models.Q(("untold", ""), _negated=True), ("untold_reason__isnull", False)),
                            _connector="OR",
                        ),
                        name="must_not_be_told_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on", None), ("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="a_link_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Representative",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lpa_hw", "Lasting power of attorney: health and welfare"),
                            ("lpa_pf", "Lasting power of attorney: property and money"),
                            ("deputy", "Deputy of the Court of Protection"),
                            ("advocate", "Advocate"),
                            ("solicitor", "Solicitor"),
                            ("friend", "Friend or relative, as the person asked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("organisation", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("reached_by", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("scope", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                ("document_seen_on", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
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
                "indexes": [models.Index(fields=["case", "recorded_at"], name="representative_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Wishes",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("said_on", models.DateField()),
                ("words", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
                (
                    "access_class",
                    models.CharField(
                        choices=[
                            ("standard", "The whole team"),
                            ("restricted", "Managers only, for a stated reason"),
                            ("safeguarding", "Safeguarding"),
                            ("manager_only", "Managers only"),
                        ],
                        default="standard",
                        max_length=15,
                    ),
                ),
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
                "verbose_name_plural": "wishes",
                "abstract": False,
                "default_permissions": (),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["case", "recorded_at"], name="wishes_of_case")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("words__isnull", False)), name="wishes_have_words")
                ],
            },
        ),
        *(each for part in PARTS for each in gates(f"cases_{part}", "case_id", author="recorded_by_id")),
        policy("cases_wishes", "not_narrowed", "ALL", using=NOT_NARROWED, restrictive=True),
        SAME_CASE,
        # Who wrote what about whom never changes; ability and wishes not at all.
        sql(
            "GRANT UPDATE (shared_with, verified_on, retired_at) ON cases_contactpoint TO pps_app",
            "GRANT UPDATE (kind, lines, postcode, authority, is_protected, safe_to_post, from_on, to_on, retired_at)"
            " ON cases_address TO pps_app",
            "GRANT UPDATE (kind, responsibility, responsibility_source, evidence_seen, shared_with_council, lives_with,"
            " is_education_parent, order_kind, order_from, order_to, order_text, untold, untold_reason, from_on, to_on,"
            " retired_at) ON cases_personlink TO pps_app",
            "GRANT UPDATE (kind, name, organisation, reached_by, scope, document_seen_on, valid_until, retired_at)"
            " ON cases_representative TO pps_app",
            "GRANT UPDATE (retired_at) ON cases_formername TO pps_app",
        ),
    ]
