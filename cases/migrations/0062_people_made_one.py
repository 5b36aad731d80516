"""Two records of one person in one case become one: the only function that does it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.sealing.fields
from cases.migrations._gates import IN_REACH, NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

TABLE = migrations.CreateModel(
    name="PersonMerging",
    fields=[
        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
        ("recorded_at", models.DateTimeField()),
        ("earlier_id", models.UUIDField(verbose_name="the record that is no more")),
        (
            "earlier",
            foundation.sealing.fields.SealedTextField(blank=True, null=True, verbose_name="that record as it was"),
        ),
        ("reason", foundation.sealing.fields.SealedTextField(blank=True, null=True)),
        *(
            (
                name,
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=f"cases.{name}",
                ),
            )
            for name in ("case", "person")
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
        "indexes": [models.Index(fields=["case", "recorded_at"], name="people_made_one")],
        "constraints": [
            models.CheckConstraint(
                condition=models.Q(("earlier__isnull", False), ("reason__isnull", False)),
                name="what_was_one_record_is_kept",
            ),
            models.CheckConstraint(
                condition=models.Q(("person", models.F("earlier_id")), _negated=True), name="two_records_are_made_one"
            ),
        ],
    },
)
# What stands with one person; each row goes to the other with nothing else of it touched.
OF_ONE = (
    *("contactpoint", "address", "representative", "formername", "wishes", "abilityrecord"),
    "personmerging",
)
RIGHTS = sql(
    "GRANT SELECT, INSERT ON cases_personmerging TO pps_definer",
    *(f"GRANT SELECT, UPDATE (person_id) ON cases_{table} TO pps_definer" for table in OF_ONE),
    "GRANT SELECT, UPDATE (person_id, other_id), DELETE ON cases_personlink TO pps_definer",
    "GRANT SELECT, UPDATE (subject_id) ON cases_disclosureitem TO pps_definer",
    "GRANT DELETE ON cases_person TO pps_definer",
)
KEYS = sql(
    "ALTER TABLE cases_personmerging ADD CONSTRAINT personmerging_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE cases_personmerging ADD CONSTRAINT personmerging_is_of_the_case"
    " FOREIGN KEY (person_id, case_id) REFERENCES cases_person (id, case_id)",
    """CREATE FUNCTION gate.keep_person_merging() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'person_id' IS DISTINCT FROM to_jsonb(OLD) - 'person_id' THEN
            RAISE EXCEPTION 'that two records were made one is kept' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_person_merging() FROM PUBLIC",
    """CREATE TRIGGER history BEFORE UPDATE OR DELETE ON cases_personmerging
       FOR EACH ROW EXECUTE FUNCTION gate.keep_person_merging()""",
)
# As it was, but that who spoke may turn out to be somebody written down before.
CORRECT = definer(
    """
CREATE OR REPLACE FUNCTION gate.correct_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    aside text[] := '{first_response,person_id,confider_id}';
BEGIN
    IF NEW.moved_away_at IS NOT NULL AND OLD.moved_away_at IS NULL
       OR to_jsonb(NEW) - aside = to_jsonb(OLD) - aside THEN
        RETURN NEW;  -- columns that only functions of ours may write
    END IF;
    IF OLD.worker_id IS DISTINCT FROM gate.actor_id() THEN
        RAISE EXCEPTION 'the author corrects the wording' USING ERRCODE = '42501';
    END IF;
    IF OLD.moved_away_at IS NOT NULL
       OR OLD.recorded_at <= gate.clock() - make_interval(mins => gate.correction_minutes()) THEN
        RAISE EXCEPTION 'it is too late to correct the wording' USING ERRCODE = '55000';
    END IF;
    INSERT INTO public.cases_contactversion
    SELECT (jsonb_populate_record(NULL::public.cases_contactversion, to_jsonb(OLD) || jsonb_build_object(
        'id', gen_random_uuid(), 'contact_id', OLD.id, 'replaced_at', gate.clock(),
        'replaced_by_id', gate.actor_id()))).*;
    NEW.corrected_at := gate.clock();
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
KEEP_ALIKE = sql(
    """CREATE OR REPLACE FUNCTION gate.keep_alike() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        who text[] := '{person_id,other_person_id}';
        decided text[] := '{answer,reason,decided_at,decided_by_id}';
    BEGIN
        IF TG_OP = 'UPDATE' AND (
            to_jsonb(NEW) - who = to_jsonb(OLD) - who
            OR OLD.decided_at IS NULL AND to_jsonb(NEW) - decided = to_jsonb(OLD) - decided) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'what was found to be alike is kept' USING ERRCODE = '42501';
    END $$"""
)
# The record goes last, and only when nothing names it any more: every key to a person says so. What stood in it, and
# what it was to the other, is in ``p_earlier``, sealed; ``p_links`` says how many of those are in there.
MAKE_ONE = definer(
    """
CREATE OR REPLACE FUNCTION gate.make_one_person(
    p_id uuid, p_stays uuid, p_gone uuid, p_earlier bytea, p_reason bytea, p_links integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stays public.cases_person;
    gone public.cases_person;
    held text;
    links integer;
BEGIN
    SELECT * INTO stays FROM public.cases_person AS p
    WHERE p.id = p_stays AND p.team_id = ANY (gate.teams_where('work_cases'))
      AND p.case_id <> ALL (gate.excluded_cases());
    SELECT * INTO gone FROM public.cases_person AS p WHERE p.id = p_gone AND p.case_id = stays.case_id;
    IF gone.id IS NULL OR gone.id = stays.id THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    ELSIF gone.is_confider THEN
        RAISE EXCEPTION 'whoever confides stays' USING ERRCODE = '22023';
    ELSIF EXISTS (SELECT FROM public.cases_personlink AS l
                  WHERE (l.person_id, l.other_id) IN ((gone.id, stays.id), (stays.id, gone.id))
                    AND l.retired_at IS NULL) THEN
        RAISE EXCEPTION 'one is something to the other' USING ERRCODE = '55006';
    END IF;
    DELETE FROM public.cases_personlink AS l
    WHERE (l.person_id, l.other_id) IN ((gone.id, stays.id), (stays.id, gone.id));
    GET DIAGNOSTICS links = ROW_COUNT;
    IF links <> p_links THEN
        RAISE EXCEPTION 'what they were to one another is not kept' USING ERRCODE = '40001';
    END IF;
    INSERT INTO public.cases_personmerging
        (id, case_id, team_id, person_id, earlier_id, earlier, reason, recorded_at, recorded_by_id)
    VALUES (p_id, stays.case_id, stays.team_id, stays.id, gone.id, p_earlier, p_reason, gate.clock(), gate.actor_id());
    FOREACH held IN ARRAY ARRAY['contactpoint', 'address', 'representative', 'formername', 'wishes', 'abilityrecord',
                                'personmerging', 'personlink', 'contact'] LOOP
        EXECUTE format('UPDATE public.%I SET person_id = $1 WHERE person_id = $2', 'cases_' || held)
        USING stays.id, gone.id;
    END LOOP;
    UPDATE public.cases_personlink AS l SET other_id = stays.id WHERE l.other_id = gone.id;
    UPDATE public.cases_contact AS c SET confider_id = stays.id WHERE c.confider_id = gone.id;
    UPDATE public.cases_disclosureitem AS i SET subject_id = stays.id WHERE i.subject_id = gone.id;
    UPDATE public.cases_alike AS a SET person_id = stays.id WHERE a.person_id = gone.id;
    UPDATE public.cases_alike AS a SET other_person_id = stays.id WHERE a.other_person_id = gone.id;
    UPDATE public.cases_draft AS d SET address = replace(d.address, gone.id::text, stays.id::text)
    WHERE d.case_id = stays.case_id;
    DELETE FROM vault.person_token AS t WHERE t.person = gone.id;
    DELETE FROM public.cases_person AS p WHERE p.id = gone.id;
    PERFORM gate.write_event('made_one', ARRAY[stays.case_id, p_id, stays.id, gone.id], ARRAY[stays.team_id], '');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0061_managers_beside_walls"),
        ("teams", "0015_declarations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        TABLE,
        RIGHTS,
        KEYS,
        row_security("cases_personmerging"),
        grant("SELECT", "cases_personmerging"),
        policy("cases_personmerging", "in_reach", "SELECT", using=IN_REACH.format(case="case_id")),
        policy(
            "cases_personmerging",
            "not_taken_away",
            "ALL",
            using=NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
            restrictive=True,
        ),
        CORRECT,
        KEEP_ALIKE,
        MAKE_ONE,
    ]
