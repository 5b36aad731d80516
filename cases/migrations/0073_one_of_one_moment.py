"""Where two rows are of one moment, the database takes the same one every time, and the one that the pages take."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

CARRY = definer(
    """
CREATE OR REPLACE FUNCTION gate.carry_contact(
    p_contact uuid, p_to uuid, p_new uuid, p_texts jsonb, p_parts jsonb, p_person uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine uuid[] := gate.teams_where('work_cases');
    taken uuid[] := gate.excluded_cases();
    codes jsonb := jsonb_build_object('case_id', p_to, 'contact_id', p_new);
    texts jsonb := gate.only_sealed('public.cases_contact', p_texts);
    old public.cases_contact;
    fresh public.cases_contact;
    confiding uuid;
    part uuid;
BEGIN
    SELECT * INTO old FROM public.cases_contact AS c WHERE c.id = p_contact FOR UPDATE;
    IF NOT FOUND OR old.case_id = p_to OR old.team_id <> ALL (mine) OR old.case_id = ANY (taken) OR p_to = ANY (taken)
       OR NOT EXISTS (SELECT FROM public.cases_case AS c WHERE c.id = p_to AND c.team_id = old.team_id)
       OR old.access_class <> 'standard' AND old.team_id <> ALL (gate.teams_where('see_restricted')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF old.moved_away_at IS NOT NULL THEN
        RAISE EXCEPTION 'it was moved already' USING ERRCODE = '55000';
    END IF;
    PERFORM gate.insist_resealed(to_jsonb(old), texts, p_to);
    SELECT p.id INTO confiding FROM public.cases_person AS p
    WHERE p.case_id = p_to AND p.is_confider ORDER BY p.recorded_at, p.id LIMIT 1;
    fresh := jsonb_populate_record(old, texts || jsonb_build_object(
        'id', p_new, 'case_id', p_to, 'confider_id', confiding,
        'person_id', coalesce(p_person, CASE WHEN old.person_id = old.confider_id THEN confiding END),
        'moved_here_at', gate.clock(),
        'first_response', NOT EXISTS (SELECT FROM public.cases_contact AS c
                                      WHERE c.case_id = p_to AND c.moved_away_at IS NULL)));
    INSERT INTO public.cases_contact SELECT fresh.*;
    FOR part IN SELECT v.id FROM public.cases_contactversion AS v WHERE v.contact_id = p_contact LOOP
        PERFORM gate.put_under('public.cases_contactversion', part, p_parts #> ARRAY['versions', part::text], codes);
    END LOOP;
    FOR part IN SELECT a.id FROM public.cases_contactaddendum AS a WHERE a.contact_id = p_contact LOOP
        PERFORM gate.put_under('public.cases_contactaddendum', part, p_parts #> ARRAY['addenda', part::text], codes);
    END LOOP;
    FOR part IN SELECT t.id FROM public.cases_task AS t WHERE t.contact_id = p_contact LOOP
        PERFORM gate.put_under('public.cases_task', part, p_parts #> ARRAY['tasks', part::text],
                               codes || jsonb_build_object('done_contact_id', NULL));
    END LOOP;
    -- What it seemed to have done was promised to another family, and is still to be done.
    UPDATE public.cases_task AS t SET state = 'open', done_at = NULL, done_by_id = NULL, done_contact_id = NULL
    WHERE t.done_contact_id = p_contact AND t.state = 'done';
    PERFORM gate.empty_contact(p_contact);
    IF old.first_response THEN
        UPDATE public.cases_contact AS c SET first_response = true WHERE c.id = (
            SELECT e.id FROM public.cases_contact AS e WHERE e.case_id = old.case_id AND e.moved_away_at IS NULL
            ORDER BY e.recorded_at, e.id LIMIT 1);
    END IF;
END $$""",
    to=(),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0072_what_merging_did_guarded")]
    operations = [CARRY]
