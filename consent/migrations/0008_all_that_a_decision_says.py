"""What a decision says of itself beside what was decided: who interpreted and who was there, that it was confirmed in
writing, that somebody disputes it, and what had gone when it was taken back (law-and-practice 3.6)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from cases.migrations._gates import gates
from foundation.rowsecurity.operations import definer, sql

# Whether the last word on whether somebody disputes a permission is that they do.
DISPUTED = definer(
    """
CREATE OR REPLACE FUNCTION gate.is_disputed(p_consent uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT c.decision = 'challenged' FROM public.consent_consent AS c
        WHERE c.answers_id = p_consent AND c.decision IN ('challenged', 'upheld')
        ORDER BY c.recorded_at DESC, c.id DESC LIMIT 1), false)
$$""",
    to=(),
)
# Where the latest decision of this scope stands at this instant.
STANDS = definer(
    """
CREATE OR REPLACE FUNCTION gate.permission_stands(p_consent uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g public.consent_consent;
BEGIN
    SELECT * INTO g FROM public.consent_consent AS c WHERE c.id = p_consent;
    IF NOT FOUND THEN
        RETURN 'none';
    END IF;
    RETURN CASE
        WHEN EXISTS (
            SELECT FROM public.consent_consent AS w
            WHERE w.case_id = g.case_id AND w.decision = 'withdrawn' AND gate.takes_back(w, g)) THEN 'withdrawn'
        WHEN g.decision = 'refused' OR EXISTS (
            SELECT FROM public.consent_consent AS later
            WHERE later.grantor_id = g.grantor_id AND later.recipient_id = g.recipient_id AND later.purpose = g.purpose
              AND later.way = g.way AND later.recorded_at > g.recorded_at AND later.decision = 'refused') THEN 'refused'
        WHEN g.decision <> 'granted' THEN 'none'
        WHEN EXISTS (
            SELECT FROM public.consent_consent AS later
            WHERE later.grantor_id = g.grantor_id AND later.recipient_id = g.recipient_id AND later.purpose = g.purpose
              AND later.way = g.way AND later.recorded_at > g.recorded_at AND later.decision = 'granted') THEN 'expired'
        WHEN g.valid_from > gate.clock() OR g.expires_at <= gate.clock() THEN 'expired'
        WHEN g.review_due IS NOT NULL AND g.review_due + 30 < (gate.clock() AT TIME ZONE 'Europe/London')::date THEN 'expired'
        WHEN g.one_off AND EXISTS (
            SELECT FROM public.cases_sharingproof AS p WHERE p.kind = 'consent' AND p.source = g.id) THEN 'expired'
        WHEN EXISTS (SELECT FROM public.cases_case AS c WHERE c.id = g.case_id AND c.status = 'closed') THEN 'expired'
        WHEN gate.is_disputed(g.id) THEN 'challenged'
        ELSE 'valid' END;
END $$""",
    to=(),
)
# What had gone is counted by the database, in turn with whatever is going.
KEEPS_RULES = definer(
    """
CREATE OR REPLACE FUNCTION gate.decisions_keep_their_rules() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    earlier public.consent_consent;
BEGIN
    PERFORM gate.in_turn(NEW.recipient_id);
    IF NOT EXISTS (SELECT FROM public.cases_note AS n
                   WHERE n.id = NEW.note_id AND n.case_id = NEW.case_id AND n.kind = 'permission'
                     AND n.made_in = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'a decision is written with its note' USING ERRCODE = '23514';
    END IF;
    IF NEW.valid_from < NEW.recorded_at - interval '5 minutes' THEN
        RAISE EXCEPTION 'permission does not begin in the past' USING ERRCODE = '23514';
    END IF;
    IF EXISTS (SELECT FROM unnest(NEW.subjects) AS s
               WHERE s <> ALL (ARRAY(SELECT p.id FROM public.cases_person AS p WHERE p.case_id = NEW.case_id))) THEN
        RAISE EXCEPTION 'a subject is a person of the case' USING ERRCODE = '23514';
    END IF;
    IF NEW.answers_id IS NOT NULL THEN
        SELECT * INTO earlier FROM public.consent_consent AS c WHERE c.id = NEW.answers_id;
        IF earlier.decision IS DISTINCT FROM 'granted'
           OR (earlier.case_id, earlier.grantor_id, earlier.recipient_id, earlier.purpose, earlier.way)
              IS DISTINCT FROM (NEW.case_id, NEW.grantor_id, NEW.recipient_id, NEW.purpose, NEW.way)
           OR NOT NEW.categories <@ earlier.categories THEN
            RAISE EXCEPTION 'what is taken back was given' USING ERRCODE = '23514';
        END IF;
    END IF;
    IF NEW.decision = 'granted' THEN
        PERFORM gate.permission_is_in_order(NEW);
        IF EXISTS (
            SELECT FROM public.consent_consent AS c
            WHERE c.grantor_id = NEW.grantor_id AND c.recipient_id = NEW.recipient_id AND c.purpose = NEW.purpose
              AND c.way = NEW.way AND c.decision = 'granted' AND gate.permission_stands(c.id) = 'challenged') THEN
            RAISE EXCEPTION 'what they agreed to before is disputed' USING ERRCODE = '23514';
        END IF;
    END IF;
    IF NEW.decision = 'upheld' AND NOT (gate.is_disputed(NEW.answers_id)
                                        AND NEW.team_id = ANY (gate.teams_where('see_restricted'))) THEN
        RAISE EXCEPTION 'a manager finds that what is disputed stands' USING ERRCODE = '42501';
    END IF;
    NEW.already_told := CASE WHEN NEW.decision IN ('withdrawn', 'partly_withdrawn') THEN ARRAY(
        SELECT p.disclosure_id FROM public.cases_sharingproof AS p
        WHERE p.case_id = NEW.case_id AND p.kind = 'consent' AND p.source = NEW.answers_id
        ORDER BY p.minted_at, p.disclosure_id) END;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# Whose information was told is among those they agreed about.
WITHIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.items_are_about_whom_they_agreed() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.subject_id IS NOT NULL AND EXISTS (
        SELECT FROM public.cases_sharingproof AS p JOIN public.consent_consent AS g ON g.id = p.source
        WHERE p.disclosure_id = NEW.disclosure_id AND p.kind = 'consent' AND NEW.subject_id <> ALL (g.subjects)) THEN
        RAISE EXCEPTION 'it is about somebody whom they did not agree about' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# What was agreed by word of mouth is confirmed by something that goes to the service user themself, as it goes.
CONFIRMED = definer(
    """
CREATE OR REPLACE FUNCTION gate.confirmation_goes_to_them() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.cases_disclosure AS d
        WHERE d.id = NEW.disclosure_id AND d.case_id = NEW.case_id AND d.basis = 'self'
          AND d.made_in = pg_current_xact_id() AND d.content_hash <> '')
       OR NOT EXISTS (
        SELECT FROM public.consent_consent AS g
        WHERE g.id = NEW.consent_id AND g.case_id = NEW.case_id AND g.decision = 'granted' AND g.script_version <> '') THEN
        RAISE EXCEPTION 'it is confirmed by what goes to them' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
LINKS = sql(
    "ALTER TABLE consent_confirmation ADD CONSTRAINT confirmation_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    *(
        f"ALTER TABLE {table} ADD CONSTRAINT {table.split('_')[1]}_{column}_is_of_the_case"
        f" FOREIGN KEY ({column}_id, case_id) REFERENCES {other} (id, case_id)"
        for table, column, other in (
            ("consent_confirmation", "consent", "consent_consent"),
            ("consent_confirmation", "disclosure", "cases_disclosure"),
            ("consent_consent", "confirm_task", "cases_task"),
            ("cases_disclosure", "review_task", "cases_task"),
        )
    ),
    "CREATE TRIGGER a_stamped BEFORE INSERT ON consent_confirmation"
    " FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()",
    "CREATE TRIGGER goes_to_them BEFORE INSERT ON consent_confirmation"
    " FOR EACH ROW EXECUTE FUNCTION gate.confirmation_goes_to_them()",
    "CREATE TRIGGER within_permission BEFORE INSERT ON cases_disclosureitem"
    " FOR EACH ROW EXECUTE FUNCTION gate.items_are_about_whom_they_agreed()",
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0051_what_a_disclosure_says"),
        ("consent", "0007_renewed_and_taken_back"),
        ("teams", "0013_still_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
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
        migrations.RemoveConstraint(
            model_name="consent",
            name="only_taking_back_answers",
        ),
        migrations.AddField(
            model_name="consent",
            name="already_told",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), null=True, size=None, verbose_name="what had gone when it was taken back"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="confirm_task",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="interpreter",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="who interpreted"),
        ),
        migrations.AddField(
            model_name="consent",
            name="told_what_went",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="whether they were told what had gone"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="witness",
            field=foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="who was there"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="decision",
            field=models.CharField(
                choices=[
                    ("granted", "Yes"),
                    ("refused", "No"),
                    ("withdrawn", "Taken back"),
                    ("partly_withdrawn", "Partly taken back"),
                    ("not_sought", "Not asked"),
                    ("challenged", "Disputed"),
                    ("upheld", "Found to stand"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answers__isnull", False),
                        ("decision__in", ["challenged", "partly_withdrawn", "upheld", "withdrawn"]),
                    ),
                    models.Q(
                        models.Q(
                            ("decision__in", ["challenged", "partly_withdrawn", "upheld", "withdrawn"]), _negated=True
                        ),
                        ("answers__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="only_an_answer_answers",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="case",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="consent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="confirmations", to="consent.consent"
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="disclosure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.disclosure"
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.team"),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["case", "recorded_at"], name="confirmation_of_case"),
        ),
        DISPUTED,
        STANDS,
        KEEPS_RULES,
        WITHIN,
        CONFIRMED,
        LINKS,
        *gates("consent_confirmation", "case_id", author="recorded_by_id"),
    ]
