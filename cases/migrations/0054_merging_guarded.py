"""Making one file of two: the only function that does it, and what it means for who sees either."""

from django.db import migrations

from cases.migrations._gates import NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

RIGHTS = sql("GRANT SELECT, INSERT ON cases_merging TO pps_definer")
KEYS = sql(
    *(
        f"ALTER TABLE cases_merging ADD CONSTRAINT merging_{name} FOREIGN KEY ({column}, team_id)"
        " REFERENCES cases_case (id, team_id)"
        for name, column in (("has_the_cases_team", "case_id"), ("has_the_other_cases_team", "other_case_id"))
    ),
    """CREATE FUNCTION gate.keep_merging() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RAISE EXCEPTION 'that two files were made one is kept' USING ERRCODE = '42501';
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_merging() FROM PUBLIC",
    "CREATE TRIGGER history BEFORE UPDATE OR DELETE ON cases_merging FOR EACH ROW EXECUTE FUNCTION gate.keep_merging()",
)
# What each is kept from singly, as it was; and two files that were made one are one for whoever is kept from either, by
# a conflict or by a wall, whenever it was recorded and for as long as it holds.
KEPT_SINGLY = sql(
    "SET LOCAL ROLE pps_definer", "ALTER FUNCTION gate.kept_from(uuid) RENAME TO kept_singly", "RESET ROLE"
)
KEPT_FROM = definer(
    """
CREATE OR REPLACE FUNCTION gate.kept_from(p_who uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept uuid[] := gate.kept_singly(p_who);
BEGIN
    IF kept = '{}' OR NOT EXISTS (SELECT FROM public.cases_merging) THEN
        RETURN kept;
    END IF;
    RETURN ARRAY(
        WITH RECURSIVE whole (id) AS (
            SELECT unnest(kept)
            UNION
            SELECT CASE WHEN m.case_id = w.id THEN m.other_case_id ELSE m.case_id END
            FROM whole AS w JOIN public.cases_merging AS m ON m.case_id = w.id OR m.other_case_id = w.id)
        SELECT id FROM whole);
END $$""",
    to=(),
)
ARE_DECIDED = definer(
    """
CREATE OR REPLACE FUNCTION gate.are_decided(p_one uuid, p_other uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.cases_wall AS w WHERE w.ended_at IS NULL
                   AND (w.case_id, w.other_case_id) IN ((p_one, p_other), (p_other, p_one)))
        OR EXISTS (SELECT FROM public.cases_merging AS m WHERE m.case_id IN (p_one, p_other))
$$""",
    to=(),
)
# As it was, but that a merging may say who of the right file spoke; ``gate.move_contact`` leaves that open.
CARRY = definer(
    """
CREATE OR REPLACE FUNCTION gate.carry_contact(
    p_contact uuid, p_to uuid, p_new uuid, p_texts jsonb, p_parts jsonb, p_person uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine uuid[] := gate.teams_where('work_cases');
    taken uuid[] := gate.excluded_cases();
    codes jsonb := jsonb_build_object('case_id', p_to, 'contact_id', p_new);
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
    SELECT p.id INTO confiding FROM public.cases_person AS p
    WHERE p.case_id = p_to AND p.is_confider ORDER BY p.recorded_at LIMIT 1;
    fresh := jsonb_populate_record(old, gate.only_sealed('public.cases_contact', p_texts) || jsonb_build_object(
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
MOVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.move_contact(
    p_contact uuid, p_to uuid, p_new uuid, p_texts jsonb, p_parts jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.carry_contact(p_contact, p_to, p_new, p_texts, p_parts, NULL);
END $$"""
)
# Every file that is one with a file, itself among them.
MADE_ONE = definer(
    """
CREATE OR REPLACE FUNCTION gate.made_one(p_case uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE whole (id) AS (
        SELECT p_case
        UNION
        SELECT CASE WHEN m.case_id = w.id THEN m.other_case_id ELSE m.case_id END
        FROM whole AS w JOIN public.cases_merging AS m ON m.case_id = w.id OR m.other_case_id = w.id)
    SELECT array_agg(w.id) FROM whole AS w
$$""",
    to=(),
)
# Whether two files may become one; each refusal has a code of its own, for a reason that says what to do first.
MAY_MERGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.may_merge(p_from uuid, p_to uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_from);
    one public.cases_case;
    other public.cases_case;
BEGIN
    IF p_from = p_to OR gate.managed_team(p_to) <> theirs OR theirs <> ALL (gate.teams_where('work_cases')) THEN
        RAISE EXCEPTION 'not two files of one team' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(theirs::text, 0));  -- as walls go up and guests come in
    SELECT * INTO one FROM public.cases_case AS c WHERE c.id = p_from;
    SELECT * INTO other FROM public.cases_case AS c WHERE c.id = p_to;
    IF EXISTS (SELECT FROM public.cases_merging AS m WHERE m.case_id IN (p_from, p_to)) THEN
        RAISE EXCEPTION 'merged already' USING ERRCODE = '55000';
    ELSIF EXISTS (SELECT FROM public.cases_wall AS w WHERE w.ended_at IS NULL
                  AND (w.case_id = ANY (gate.made_one(p_from)) AND w.other_case_id = ANY (gate.made_one(p_to))
                       OR w.case_id = ANY (gate.made_one(p_to)) AND w.other_case_id = ANY (gate.made_one(p_from)))) THEN
        RAISE EXCEPTION 'a wall stands between them' USING ERRCODE = '55006';
    ELSIF EXISTS (SELECT FROM public.cases_casepermission AS g
                  WHERE g.content_object_id IN (p_from, p_to) AND (g.until IS NULL OR g.until > gate.clock())) THEN
        RAISE EXCEPTION 'somebody is let into one of them' USING ERRCODE = '55P03';
    ELSIF one.access_class <> other.access_class
          OR other.kind IN ('anonymous', 'professional') AND one.kind NOT IN ('anonymous', 'professional') THEN
        RAISE EXCEPTION 'they are not of one kind' USING ERRCODE = '22023';
    END IF;
    RETURN theirs;
END $$""",
    to=(),
)
MERGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.merge_cases(
    p_id uuid, p_from uuid, p_to uuid, p_reason bytea, p_contacts jsonb, p_tasks jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.may_merge(p_from, p_to);
    -- What a contact did stays done, in whichever of the files.
    did jsonb := (SELECT coalesce(jsonb_object_agg(t.id, t.done_contact_id), '{}') FROM public.cases_task AS t
                  WHERE t.case_id = p_from AND t.done_contact_id IS NOT NULL);
    said jsonb;
    one uuid;
BEGIN
    UPDATE public.cases_task AS t SET done_contact_id = NULL WHERE t.case_id = p_from AND t.done_contact_id IS NOT NULL;
    FOR one IN SELECT c.id FROM public.cases_contact AS c WHERE c.case_id = p_from AND c.moved_away_at IS NULL
               ORDER BY c.recorded_at, c.id
    LOOP
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
    INSERT INTO public.cases_merging (id, case_id, team_id, other_case_id, reason, recorded_at, recorded_by_id)
    VALUES (p_id, p_from, theirs, p_to, p_reason, gate.clock(), gate.actor_id());
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
END $$"""
)
# A file that was made one with another closes without an outcome, which is the other's to have, and stays closed.
APPLY_STATUS = definer(
    """
CREATE OR REPLACE FUNCTION gate.apply_status() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    merged boolean := EXISTS (SELECT FROM public.cases_merging AS m WHERE m.case_id = NEW.case_id);
BEGIN
    IF merged AND NEW.status_to <> 'closed' THEN
        RAISE EXCEPTION 'the work goes on in another file' USING ERRCODE = '23514';
    END IF;
    UPDATE public.cases_case AS c SET status = NEW.status_to, close_reason = NEW.reason,
        closed_at = CASE WHEN NEW.status_to = 'closed' THEN NEW.recorded_at END
    WHERE c.id = NEW.case_id AND c.status = NEW.status_from
      AND (NEW.status_to <> 'closed' OR c.highest_level = 1 OR merged OR NEW.outcomes <> '{}');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the case stands elsewhere, or its closing says no outcome' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0053_merging")]
    operations = [
        RIGHTS,
        KEYS,
        row_security("cases_merging"),
        grant("SELECT", "cases_merging"),
        policy("cases_merging", "in_reach", "SELECT", using="team_id = ANY ((SELECT gate.actor_teams())::uuid[])"),
        # Whoever is kept from the other file is kept from this one as well (KEPT_FROM): this says both.
        policy(
            "cases_merging",
            "not_taken_away",
            "ALL",
            using=NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
            restrictive=True,
        ),
        KEPT_SINGLY,
        KEPT_FROM,
        ARE_DECIDED,
        CARRY,
        MOVE,
        MADE_ONE,
        MAY_MERGE,
        MERGE,
        APPLY_STATUS,
    ]
