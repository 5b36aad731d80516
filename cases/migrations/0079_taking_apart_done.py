"""The only functions that take two files apart: each gets back what the merging is known to have brought over."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# Each refusal has a code of its own, for a reason that says what to do first.
MAY_PART = definer(
    """
CREATE OR REPLACE FUNCTION gate.may_part(p_merging uuid) RETURNS public.cases_merging
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.cases_merging;
    theirs uuid;
BEGIN
    SELECT * INTO found FROM public.cases_merging AS m WHERE m.id = p_merging FOR UPDATE;
    theirs := gate.managed_team(found.case_id);
    IF gate.managed_team(found.other_case_id) <> theirs OR theirs <> ALL (gate.teams_where('work_cases')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(theirs::text, 0));
    IF found.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'taken apart already' USING ERRCODE = '55000';
    ELSIF found.status_before = '' THEN
        RAISE EXCEPTION 'what it did was not kept' USING ERRCODE = 'P0002';
    ELSIF EXISTS (SELECT FROM public.cases_merging AS m
                  WHERE m.case_id = found.other_case_id AND m.ended_at IS NULL) THEN
        RAISE EXCEPTION 'the other went into a third' USING ERRCODE = '55006';
    END IF;
    RETURN found;
END $$""",
    to=(),
)
# A contact is again what it was, under the id that it had; what it was in the other file becomes a stub that only managers
# see, so that whoever is kept from this file learns nothing of it there.
BRING_BACK = definer(
    """
CREATE OR REPLACE FUNCTION gate.bring_back(p_part public.cases_mergingpart, p_said jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    codes jsonb := jsonb_build_object('case_id', p_part.case_id, 'contact_id', p_part.earlier_id);
    texts jsonb := gate.only_sealed('public.cases_contact', p_said -> 'texts');
    names text := (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute AS a
                   WHERE a.attrelid = 'public.cases_contact'::regclass AND a.attnum > 0 AND NOT a.attisdropped
                     AND a.attname <> 'id');
    now public.cases_contact;
    part uuid;
BEGIN
    SELECT * INTO now FROM public.cases_contact AS c WHERE c.id = p_part.later_id FOR UPDATE;
    IF now.access_class <> 'standard' AND now.team_id <> ALL (gate.teams_where('see_restricted')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.insist_resealed(to_jsonb(now), texts, p_part.case_id);
    EXECUTE format('UPDATE public.cases_contact AS t SET (%1$s) = (SELECT %1$s'
                   ' FROM jsonb_populate_record($1, $2) AS r) WHERE t.id = $3', names)
    USING now, texts || jsonb_build_object(
        'case_id', p_part.case_id, 'first_response', false, 'moved_here_at', p_part.moved_here_was,
        'person_id', gate.still_there(p_part.person_was), 'confider_id', gate.still_there(p_part.confider_was)),
        p_part.earlier_id;
    FOR part IN SELECT v.id FROM public.cases_contactversion AS v WHERE v.contact_id = now.id LOOP
        PERFORM gate.put_under('public.cases_contactversion', part, p_said #> ARRAY['parts', 'versions', part::text], codes);
    END LOOP;
    FOR part IN SELECT a.id FROM public.cases_contactaddendum AS a WHERE a.contact_id = now.id LOOP
        PERFORM gate.put_under('public.cases_contactaddendum', part, p_said #> ARRAY['parts', 'addenda', part::text], codes);
    END LOOP;
    FOR part IN SELECT t.id FROM public.cases_task AS t WHERE t.contact_id = now.id LOOP
        BEGIN
            PERFORM gate.put_under('public.cases_task', part, p_said #> ARRAY['parts', 'tasks', part::text], codes);
        EXCEPTION WHEN foreign_key_violation THEN
            NULL;  -- something that may not move rests on it: it stays with that
        END;
    END LOOP;
    UPDATE public.cases_contact AS c SET access_class = 'restricted' WHERE c.id = now.id;
    PERFORM gate.empty_contact(now.id);
END $$""",
    to=(),
)
# Somebody as they are written down today: themselves, or whom they were made one person with.
STILL_THERE = definer(
    """
CREATE OR REPLACE FUNCTION gate.still_there(p_person uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT p.id FROM public.cases_person AS p WHERE p.id = p_person),
                    (SELECT o.person_id FROM public.cases_personmerging AS o WHERE o.earlier_id = p_person
                     ORDER BY o.id LIMIT 1))
$$""",
    to=(),
)
# Ways to reach people that were added and not used since are void; whoever was written down and stands with nothing else is
# gone, by the keys that name them. Answers how many stay.
UNDO_PEOPLE = definer(
    """
CREATE OR REPLACE FUNCTION gate.undo_merged_people(p_merging public.cases_merging) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    unused uuid[] := ARRAY(
        SELECT w.id FROM public.cases_contactpoint AS w JOIN public.cases_mergingpart AS m ON m.later_id = w.id
        WHERE m.merging_id = p_merging.id AND m.kind = 'point' AND w.case_id = p_merging.other_case_id
          AND w.edited_at IS NULL AND w.verified_on IS NULL
          AND NOT EXISTS (SELECT FROM public.cases_sharingproof AS s WHERE s.source = w.id));
    stay integer := 0;
    who uuid;
BEGIN
    FOR who IN SELECT p.id FROM public.cases_person AS p JOIN public.cases_mergingpart AS m ON m.later_id = p.id
               WHERE m.merging_id = p_merging.id AND m.kind = 'person' AND m.is_new
                 AND p.case_id = p_merging.other_case_id AND NOT p.is_confider
               ORDER BY p.recorded_at, p.id LOOP
        BEGIN
            DELETE FROM public.cases_alike AS a
            WHERE who IN (a.person_id, a.other_person_id)
              AND (a.decided_at IS NULL OR a.decided_at = p_merging.recorded_at AND a.answer = 'same');
            DELETE FROM public.cases_contactpoint AS w WHERE w.person_id = who AND w.id = ANY (unused);
            DELETE FROM vault.person_token AS t WHERE t.person = who;
            DELETE FROM public.cases_person AS p WHERE p.id = who AND p.edited_at IS NULL;
            IF NOT FOUND THEN
                RAISE foreign_key_violation;  -- changed since: somebody means them
            END IF;
            SET CONSTRAINTS ALL IMMEDIATE;
        EXCEPTION WHEN foreign_key_violation THEN
            stay := stay + 1;
        END;
        SET CONSTRAINTS ALL DEFERRED;
    END LOOP;
    UPDATE public.cases_contactpoint AS w SET retired_at = gate.clock() WHERE w.id = ANY (unused) AND w.retired_at IS NULL;
    RETURN stay;
END $$""",
    to=(),
)
# What each task that came over goes back to, and who has it. What a contact did stays done.
TASKS_BACK = definer(
    """
CREATE OR REPLACE FUNCTION gate.part_tasks(
    p_merging public.cases_merging, p_tasks jsonb, p_did jsonb, p_since jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one uuid;
BEGIN
    FOR one IN SELECT t.id FROM public.cases_task AS t JOIN public.cases_mergingpart AS m ON m.later_id = t.id
               WHERE m.merging_id = p_merging.id AND m.kind = 'task' AND t.case_id = p_merging.other_case_id LOOP
        BEGIN
            PERFORM gate.put_under('public.cases_task', one, p_tasks -> one::text,
                                   jsonb_build_object('case_id', p_merging.case_id));
        EXCEPTION WHEN foreign_key_violation THEN
            NULL;
        END;
    END LOOP;
    UPDATE public.cases_task AS t
    SET done_contact_id = CASE WHEN t.case_id = p_merging.other_case_id THEN (p_did ->> t.id::text)::uuid
        ELSE coalesce((SELECT m.earlier_id FROM public.cases_mergingpart AS m
                       WHERE m.merging_id = p_merging.id AND m.kind = 'contact' AND m.later_id = (p_did ->> t.id::text)::uuid),
                      (p_since -> (p_did ->> t.id::text) ->> 'new')::uuid) END
    WHERE p_did ? t.id::text;
END $$""",
    to=(),
)
PART = definer(
    """
CREATE OR REPLACE FUNCTION gate.part_cases(
    p_merging uuid, p_reason bytea, p_contacts jsonb, p_tasks jsonb, p_since jsonb, p_settle boolean) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made public.cases_merging := gate.may_part(p_merging);
    did jsonb := (
        SELECT coalesce(jsonb_object_agg(t.id, t.done_contact_id), '{}')
        FROM public.cases_task AS t JOIN public.cases_mergingpart AS m ON m.later_id = t.id
        WHERE m.merging_id = p_merging AND m.kind = 'task' AND t.case_id = made.other_case_id
          AND t.done_contact_id IS NOT NULL);
    part public.cases_mergingpart;
    moved public.cases_contact;
    each uuid;
    stay integer;
BEGIN
    UPDATE public.cases_task AS t SET done_contact_id = NULL WHERE did ? t.id::text;
    FOR part IN SELECT m.* FROM public.cases_mergingpart AS m
                JOIN public.cases_contact AS c ON c.id = m.later_id AND c.case_id = m.other_case_id
                WHERE m.merging_id = p_merging AND m.kind = 'contact' AND c.moved_away_at IS NULL
                ORDER BY c.recorded_at, c.id LOOP
        PERFORM gate.bring_back(part, p_contacts -> part.later_id::text);
    END LOOP;
    FOR moved IN SELECT c.* FROM public.cases_contact AS c
                 WHERE p_since ? c.id::text AND c.case_id = made.other_case_id ORDER BY c.recorded_at, c.id LOOP
        PERFORM gate.carry_contact(
            moved.id, made.case_id, (p_since -> moved.id::text ->> 'new')::uuid, p_since -> moved.id::text -> 'texts',
            p_since -> moved.id::text -> 'parts',
            (SELECT gate.still_there(m.earlier_id) FROM public.cases_mergingpart AS m
             WHERE m.merging_id = p_merging AND m.kind = 'person' AND m.later_id = moved.person_id
             ORDER BY m.id LIMIT 1));
    END LOOP;
    PERFORM gate.part_tasks(made, p_tasks, did, p_since);
    FOREACH each IN ARRAY ARRAY[made.case_id, made.other_case_id] LOOP
        UPDATE public.cases_contact AS c SET first_response = c.id = f.id
        FROM (SELECT e.id FROM public.cases_contact AS e WHERE e.case_id = each AND e.moved_away_at IS NULL
              ORDER BY e.recorded_at, e.id LIMIT 1) AS f
        WHERE c.case_id = each AND c.moved_away_at IS NULL AND c.first_response <> (c.id = f.id);
    END LOOP;
    stay := gate.undo_merged_people(made);
    -- What the one had reached counts in reports for that one alone.
    UPDATE public.cases_case AS c SET highest_level = greatest(c.intervention_level, made.other_highest_before, (
        SELECT max(l.level_to) FROM public.cases_levelchange AS l
        WHERE l.case_id = c.id AND l.recorded_at >= made.recorded_at
          AND NOT (l.level_from = made.other_level_before AND l.level_to = made.level_before
                   AND l.recorded_by_id = made.recorded_by_id AND l.recorded_at < made.recorded_at + interval '1 minute')))
    WHERE c.id = made.other_case_id AND made.level_before > made.other_level_before;
    UPDATE public.cases_merging AS m
    SET ended_at = gate.clock(), ended_by_id = gate.actor_id(), end_reason = p_reason,
        settled_at = CASE WHEN p_settle THEN gate.clock() END, settled_by_id = CASE WHEN p_settle THEN gate.actor_id() END
    WHERE m.id = p_merging;
    -- They may have been one before: what is said of the two is said of that as well.
    UPDATE public.cases_merging AS m SET settled_at = gate.clock(), settled_by_id = gate.actor_id()
    WHERE p_settle AND m.ended_at IS NOT NULL AND m.settled_at IS NULL
      AND (m.case_id, m.other_case_id) IN ((made.case_id, made.other_case_id), (made.other_case_id, made.case_id));
    -- Whoever had it has it again; nothing waits for somebody who does not see it.
    UPDATE public.cases_task AS t SET assigned_to_id = m.assigned_to_was_id
    FROM public.cases_mergingpart AS m
    WHERE m.merging_id = p_merging AND m.kind = 'task' AND m.later_id = t.id AND t.case_id = made.case_id
      AND t.state = 'open' AND t.assigned_to_id = made.recorded_by_id AND t.taken_by_id IS NULL
      AND made.team_id = ANY (gate.held(m.assigned_to_was_id, 'work_cases'));
    UPDATE public.cases_task AS t
    SET assigned_to_id = CASE WHEN made.case_id = ANY (gate.kept_from(t.assigned_to_id)) THEN gate.actor_id()
                              ELSE t.assigned_to_id END,
        taken_by_id = NULL, taken_at = NULL
    WHERE t.case_id = made.case_id AND t.state = 'open'
      AND (made.case_id = ANY (gate.kept_from(t.assigned_to_id)) OR made.case_id = ANY (gate.kept_from(t.taken_by_id)));
    PERFORM gate.write_event('parted', ARRAY[made.case_id, made.other_case_id, p_merging], ARRAY[made.team_id], '');
    RETURN stay;
END $$"""
)
# Until a manager says so, whoever was kept from one of two that were taken apart is kept from both.
SETTLE = definer(
    """
CREATE OR REPLACE FUNCTION gate.settle_parting(p_merging uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.cases_merging;
    theirs uuid;
BEGIN
    SELECT * INTO found FROM public.cases_merging AS m WHERE m.id = p_merging FOR UPDATE;
    theirs := gate.managed_team(found.case_id);
    IF gate.managed_team(found.other_case_id) <> theirs THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    ELSIF found.ended_at IS NULL OR found.settled_at IS NOT NULL THEN
        RAISE EXCEPTION 'nothing to settle' USING ERRCODE = '55000';
    END IF;
    UPDATE public.cases_merging AS m SET settled_at = gate.clock(), settled_by_id = gate.actor_id()
    WHERE (m.case_id, m.other_case_id) IN ((found.case_id, found.other_case_id), (found.other_case_id, found.case_id))
      AND m.ended_at IS NOT NULL AND m.settled_at IS NULL;
    PERFORM gate.write_event('access_changed', ARRAY[found.case_id, found.other_case_id, p_merging], ARRAY[theirs],
                             'taken apart');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0078_taking_apart_guarded")]
    operations = [MAY_PART, STILL_THERE, BRING_BACK, UNDO_PEOPLE, TASKS_BACK, PART, SETTLE]
