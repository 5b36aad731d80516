"""People in full: who they are, what they need, how they are served; what may change is said column by column."""

import datetime as dt

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from foundation.rowsecurity.operations import sql


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_unseen_exclusions"),
        ("teams", "0005_worker"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="adult_transition",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="age_band",
            field=models.CharField(
                blank=True,
                choices=[
                    ("0_15", "Under 16"),
                    ("16_24", "16 to 24"),
                    ("25_34", "25 to 34"),
                    ("35_44", "35 to 44"),
                    ("45_54", "45 to 54"),
                    ("55_64", "55 to 64"),
                    ("65_up", "65 or over"),
                ],
                db_default="",
                default="",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="armed_forces",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="care_experienced",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="communication_needs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("plain_english", "Plain English"),
                        ("easy_read", "Easy Read"),
                        ("large_print", "Large print"),
                        ("braille", "Braille"),
                        ("audio", "Audio"),
                        ("text_only", "Text messages, not calls"),
                        ("bsl", "British Sign Language"),
                        ("lipspeaker", "Lipspeaker"),
                        ("hearing_loop", "Hearing loop"),
                        ("other", "Something else"),
                    ],
                    max_length=20,
                ),
                db_default=[],
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="communication_note",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="deceased_on",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="diagnosis",
            field=models.CharField(
                blank=True,
                choices=[
                    ("diagnosed", "Diagnosed"),
                    ("awaiting", "Waiting for an assessment"),
                    ("not_sought", "Not looked for"),
                    ("not_applicable", "Does not apply"),
                ],
                db_default="",
                default="",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="disability",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="employed_by_council",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="employed_with_children",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="ethnicity",
            field=models.CharField(blank=True, db_default="", default="", max_length=30),
        ),
        migrations.AddField(
            model_name="person",
            name="expected_on",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="first_language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("en", "English"),
                    ("sq", "Albanian"),
                    ("am", "Amharic"),
                    ("ar", "Arabic"),
                    ("bn", "Bengali"),
                    ("bfi", "British Sign Language"),
                    ("bg", "Bulgarian"),
                    ("yue", "Cantonese"),
                    ("cmn", "Mandarin"),
                    ("nl", "Dutch"),
                    ("fa", "Farsi or Dari"),
                    ("fr", "French"),
                    ("de", "German"),
                    ("el", "Greek"),
                    ("gu", "Gujarati"),
                    ("he", "Hebrew"),
                    ("hi", "Hindi"),
                    ("hu", "Hungarian"),
                    ("it", "Italian"),
                    ("ja", "Japanese"),
                    ("ko", "Korean"),
                    ("ku", "Kurdish"),
                    ("lt", "Lithuanian"),
                    ("ml", "Malayalam"),
                    ("ne", "Nepali"),
                    ("ps", "Pashto"),
                    ("pl", "Polish"),
                    ("pt", "Portuguese"),
                    ("pa", "Punjabi"),
                    ("ro", "Romanian"),
                    ("ru", "Russian"),
                    ("si", "Sinhala"),
                    ("so", "Somali"),
                    ("es", "Spanish"),
                    ("tl", "Tagalog"),
                    ("ta", "Tamil"),
                    ("ti", "Tigrinya"),
                    ("tr", "Turkish"),
                    ("uk", "Ukrainian"),
                    ("ur", "Urdu"),
                    ("yi", "Yiddish"),
                    ("yo", "Yoruba"),
                    ("other", "Another language"),
                ],
                db_default="",
                default="",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="home_authority",
            field=models.CharField(
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
        migrations.AddField(
            model_name="person",
            name="interpreter_needed",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="literacy_support",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="looked_after",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no", "Not looked after"),
                    ("s20", "By agreement (section 20)"),
                    ("care_order", "Care order"),
                    ("ico", "Interim care order"),
                    ("uasc", "Unaccompanied and seeking asylum"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="plan_authority",
            field=models.CharField(
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
        migrations.AddField(
            model_name="person",
            name="plan_issued_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="plan_review_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="previously_looked_after",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="privacy_explained_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="privacy_explained_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="privacy_method",
            field=models.CharField(
                blank=True,
                choices=[("spoken", "Read out or explained"), ("sent", "Sent to them"), ("given", "Handed over")],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="privacy_version",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="person",
            name="pronouns",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="rights_explained_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="risk_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("violence", "Violence or threats"),
                    ("harassment", "Harassment of staff"),
                    ("animal", "A dangerous animal"),
                    ("others", "Somebody else who may be there"),
                    ("allegations", "Do not see them alone"),
                    ("other", "Something else"),
                ],
                db_default="",
                default="",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="risk_reason",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="risk_review_due",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="risk_set_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="sen_primary",
            field=models.CharField(blank=True, db_default="", default="", max_length=30),
        ),
        migrations.AddField(
            model_name="person",
            name="sen_provision",
            field=models.CharField(blank=True, db_default="", default="", max_length=30),
        ),
        migrations.AddField(
            model_name="person",
            name="sen_secondary",
            field=models.CharField(blank=True, db_default="", default="", max_length=30),
        ),
        migrations.AddField(
            model_name="person",
            name="sen_stage",
            field=models.CharField(blank=True, db_default="", default="", max_length=30),
        ),
        migrations.AddField(
            model_name="person",
            name="sex",
            field=models.CharField(
                blank=True,
                choices=[("F", "Female"), ("M", "Male"), ("U", "Not known")],
                db_default="",
                default="",
                max_length=1,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="social_care_plan",
            field=models.CharField(
                blank=True,
                choices=[("none", "No plan"), ("cin", "Child-in-need plan"), ("cp", "Child-protection plan")],
                db_default="",
                default="",
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="taught_with",
            field=models.CharField(
                blank=True,
                choices=[("below", "The year below"), ("above", "The year above")],
                db_default="",
                default="",
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="upbringing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("parents", "With a parent"),
                    ("kinship", "Family or friends"),
                    ("sgo", "Special guardian"),
                    ("adopted", "Adoptive family"),
                    ("foster", "Foster carers"),
                    ("residential", "Children’s home or residential school"),
                ],
                db_default="",
                default="",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="young_person_from",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="person",
            name="role",
            field=models.CharField(
                choices=[
                    ("parent", "Parent or carer"),
                    ("child", "Child"),
                    ("young_person", "Young person"),
                    ("unborn", "Unborn child"),
                    ("other", "Somebody else"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("risk_kind", ""), ("risk_reason", None), ("risk_review_due", None), ("risk_set_on", None)
                    ),
                    models.Q(
                        models.Q(("risk_kind", ""), _negated=True),
                        ("risk_reason__isnull", False),
                        ("risk_review_due__isnull", False),
                        ("risk_set_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_marker_of_risk_says_why_and_until_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("risk_review_due", None),
                    models.Q(
                        ("risk_review_due__gt", models.F("risk_set_on")),
                        (
                            "risk_review_due__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("risk_set_on"), "+", models.Value(dt.timedelta(days=183))
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="a_marker_of_risk_is_reviewed_in_six_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("privacy_explained_by", None),
                        ("privacy_explained_on", None),
                        ("privacy_method", ""),
                        ("privacy_version", ""),
                    ),
                    models.Q(
                        models.Q(("privacy_version", ""), _negated=True),
                        models.Q(("privacy_method", ""), _negated=True),
                        ("privacy_explained_by__isnull", False),
                        ("privacy_explained_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_privacy_notice_says_who_explained_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("expected_on", None), ("role", "unborn"), _connector="OR"),
                name="only_the_unborn_are_expected",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "unborn"), _negated=True), ("date_of_birth", None), _connector="OR"
                ),
                name="the_unborn_have_no_birthday",
            ),
        ),
        # Whether the case holds somebody's confidence, and when they were written down, does not change with these.
        sql(
            "GRANT UPDATE (pronouns, sex, expected_on, age_band, deceased_on, young_person_from, rights_explained_on,"
            " first_language, interpreter_needed, communication_needs, literacy_support, communication_note,"
            " sen_provision, sen_stage, sen_primary, sen_secondary, diagnosis, taught_with, plan_authority,"
            " plan_issued_on, plan_review_on, home_authority, upbringing, looked_after, previously_looked_after,"
            " social_care_plan, adult_transition, ethnicity, disability, armed_forces, care_experienced,"
            " employed_by_council, employed_with_children, risk_kind, risk_reason, risk_set_on, risk_review_due,"
            " privacy_version, privacy_method, privacy_explained_on, privacy_explained_by_id)"
            " ON cases_person TO pps_app",
        ),
    ]
