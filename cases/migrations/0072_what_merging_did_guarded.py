"""A merging keeps what it did: only the function that merges writes it, for the managers who see both files."""

from django.db import migrations

from cases.migrations._gates import NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

MANAGED = "team_id = ANY ((SELECT gate.teams_where('manage_conflicts'))::uuid[])"
TAKEN = NOT_TAKEN.format(case="case_id", taken="excluded_cases")
OTHER_TAKEN = NOT_TAKEN.format(case="other_case_id", taken="excluded_cases")

RIGHTS = sql("GRANT SELECT, INSERT ON cases_mergingpart TO pps_definer")
KEYS = sql(
    "ALTER TABLE cases_merging ADD CONSTRAINT merging_and_its_files UNIQUE (id, case_id, other_case_id)",
    "ALTER TABLE cases_mergingpart ADD CONSTRAINT mergingpart_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE cases_mergingpart ADD CONSTRAINT mergingpart_is_of_the_merging"
    " FOREIGN KEY (merging_id, case_id, other_case_id) REFERENCES cases_merging (id, case_id, other_case_id)",
    "CREATE TRIGGER history BEFORE UPDATE OR DELETE ON cases_mergingpart"
    " FOR EACH ROW EXECUTE FUNCTION gate.keep_merging()",
)
# For ``gate.merge_cases`` alone. The application says who of the file that closes is who of the other, whom it wrote down
# there just now and which ways to reach them it added; nobody may be left out, and nothing that stood there before may be
# said to be new.
KEEP_PEOPLE = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_merged_people(p_merging public.cases_merging, p_people jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    just timestamptz := gate.clock() - interval '10 minutes';
    points integer := (SELECT coalesce(sum(jsonb_array_length(s.value -> 'points')), 0)
                       FROM jsonb_each(p_people) AS s);
    kept integer;
BEGIN
    INSERT INTO public.cases_mergingpart
        (id, case_id, team_id, other_case_id, merging_id, kind, earlier_id, later_id, is_new)
    SELECT gen_random_uuid(), p_merging.case_id, p_merging.team_id, p_merging.other_case_id, p_merging.id, 'person',
           was.id, now.id, (s.value ->> 'is_new')::boolean
    FROM jsonb_each(p_people) AS s
    JOIN public.cases_person AS was ON was.id = s.key::uuid AND was.case_id = p_merging.case_id
    JOIN public.cases_person AS now ON now.id = (s.value ->> 'now')::uuid AND now.case_id = p_merging.other_case_id
    WHERE NOT (s.value ->> 'is_new')::boolean OR now.recorded_at >= just AND NOT now.is_confider;
    GET DIAGNOSTICS kept = ROW_COUNT;
    IF kept <> (SELECT count(*) FROM public.cases_person AS p WHERE p.case_id = p_merging.case_id) THEN
        RAISE EXCEPTION 'somebody was written down meanwhile' USING ERRCODE = '55000';
    END IF;
    INSERT INTO public.cases_mergingpart
        (id, case_id, team_id, other_case_id, merging_id, kind, later_id, is_new)
    SELECT gen_random_uuid(), p_merging.case_id, p_merging.team_id, p_merging.other_case_id, p_merging.id, 'point',
           w.id, true
    FROM jsonb_each(p_people) AS s CROSS JOIN LATERAL jsonb_array_elements_text(s.value -> 'points') AS said (id)
    JOIN public.cases_contactpoint AS w ON w.id = said.id::uuid AND w.case_id = p_merging.other_case_id
     AND w.person_id = (s.value ->> 'now')::uuid AND w.recorded_at >= just;
    GET DIAGNOSTICS kept = ROW_COUNT;
    IF kept <> points THEN
        RAISE EXCEPTION 'not a way to reach them that was added' USING ERRCODE = '55000';
    END IF;
END $$""",
    to=(),
)
# As it was, and each thing that it brings over is kept with what it was.
MERGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.merge_cases(
    p_id uuid, p_from uuid, p_to uuid, p_reason bytea, p_contacts jsonb, p_tasks jsonb, p_people jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.may_merge(p_from, p_to);
    contacts public.cases_contact[] := ARRAY(
        SELECT c FROM public.cases_contact AS c WHERE c.case_id = p_from AND c.moved_away_at IS NULL
        ORDER BY c.recorded_at, c.id);
    tasks public.cases_task[] := ARRAY(SELECT t FROM public.cases_task AS t WHERE t.case_id = p_from);
    -- What a contact did stays done, in whichever of the files.
    did jsonb := (SELECT coalesce(jsonb_object_agg(t.id, t.done_contact_id), '{}') FROM unnest(tasks) AS t
                  WHERE t.done_contact_id IS NOT NULL);
    made public.cases_merging;
    said jsonb;
    one uuid;
BEGIN
    UPDATE public.cases_task AS t SET done_contact_id = NULL WHERE t.case_id = p_from AND t.done_contact_id IS NOT NULL;
    FOR one IN SELECT c.id FROM unnest(contacts) AS c LOOP
        said := p_contacts -> one::text;
        PERFORM gate.carry_contact(one, p_to, (said ->> 'new')::uuid, said -> 'texts', said -> 'parts',
                                   (said ->> 'person')::uuid);
    END LOOP;
    FOR one IN SELECT t.id FROM public.cases_task AS t WHERE t.case_id = p_from LOOP
        BEGIN
            PERFORM gate.put_under('public.cases_task', one, p_tasks -> one::text, jsonb_build_object('case_id', p_to));
        EXCEPTION WHEN foreign_key_violation THEN
            NULL;  -- something that may not move rests on it: it stays with that
        END;
    END LOOP;
    UPDATE public.cases_task AS t
    SET done_contact_id = CASE WHEN t.case_id = p_from THEN (did ->> t.id::text)::uuid
                               ELSE (p_contacts -> (did ->> t.id::text) ->> 'new')::uuid END
    WHERE did ? t.id::text;
    INSERT INTO public.cases_merging (id, case_id, team_id, other_case_id, reason, recorded_at, recorded_by_id,
        status_before, level_before, other_level_before, other_highest_before)
    SELECT p_id, p_from, theirs, p_to, p_reason, gate.clock(), gate.actor_id(),
           f.status, f.intervention_level, o.intervention_level, o.highest_level
    FROM public.cases_case AS f, public.cases_case AS o WHERE f.id = p_from AND o.id = p_to
    RETURNING * INTO made;
    INSERT INTO public.cases_mergingpart (id, case_id, team_id, other_case_id, merging_id, kind, earlier_id, later_id,
        person_was, confider_was, moved_here_was)
    SELECT gen_random_uuid(), p_from, theirs, p_to, p_id, 'contact', c.id, (p_contacts -> c.id::text ->> 'new')::uuid,
           c.person_id, c.confider_id, c.moved_here_at
    FROM unnest(contacts) AS c;
    INSERT INTO public.cases_mergingpart (id, case_id, team_id, other_case_id, merging_id, kind, earlier_id, later_id,
        done_contact_was, assigned_to_was_id)
    SELECT gen_random_uuid(), p_from, theirs, p_to, p_id, 'task', t.id, t.id, t.done_contact_id, t.assigned_to_id
    FROM unnest(tasks) AS t JOIN public.cases_task AS n ON n.id = t.id AND n.case_id = p_to;
    PERFORM gate.keep_merged_people(made, p_people);
    -- Nothing waits for somebody who does not see it.
    UPDATE public.cases_task AS t
    SET assigned_to_id = CASE WHEN p_to = ANY (gate.kept_from(t.assigned_to_id)) THEN gate.actor_id()
                              ELSE t.assigned_to_id END,
        taken_by_id = NULL, taken_at = NULL
    WHERE t.case_id = p_to AND t.state = 'open'
      AND (p_to = ANY (gate.kept_from(t.assigned_to_id)) OR p_to = ANY (gate.kept_from(t.taken_by_id)));
    UPDATE public.cases_alike AS a SET answer = 'same', decided_at = gate.clock(), decided_by_id = gate.actor_id()
    WHERE (a.case_id, a.other_case_id) IN ((p_from, p_to), (p_to, p_from)) AND a.decided_at IS NULL;
    PERFORM gate.write_event('merged', ARRAY[p_from, p_to, p_id], ARRAY[theirs], '');
END $$""",
    drop="DROP FUNCTION gate.merge_cases(uuid, uuid, uuid, bytea, jsonb, jsonb)",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0071_what_merging_did")]
    operations = [
        RIGHTS,
        KEYS,
        row_security("cases_mergingpart"),
        grant("SELECT", "cases_mergingpart"),
        policy("cases_mergingpart", "in_reach", "SELECT", using=MANAGED),
        policy("cases_mergingpart", "not_taken_away", "ALL", using=TAKEN, restrictive=True),
        policy("cases_mergingpart", "nor_the_other_file", "ALL", using=OTHER_TAKEN, restrictive=True),
        KEEP_PEOPLE,
        MERGE,
    ]
