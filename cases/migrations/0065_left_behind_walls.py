"""What waits for somebody who no longer sees the case is given to somebody else; and what was begun about nobody yet is
opened together, so that the list of it can say whose call each was."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# One look at all of a list is one event. Whoever names a draft that is not theirs is given nothing at all.
OPEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_drafts(p_drafts uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(p_drafts) AS a (id) WHERE gate.draft_in_reach(a.id) IS NOT TRUE) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF cardinality(p_drafts) > 0 THEN
        PERFORM gate.write_event(
            'draft_read',
            p_drafts || ARRAY(SELECT DISTINCT d.case_id FROM public.cases_draft AS d
                              WHERE d.id = ANY (p_drafts) AND d.case_id IS NOT NULL),
            ARRAY(SELECT DISTINCT d.team_id FROM public.cases_draft AS d
                  WHERE d.id = ANY (p_drafts) AND d.team_id IS NOT NULL),
            p_page);
    END IF;
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (p_drafts) AND k.purpose = 'content';
END $$"""
)
# Files that a colleague of the manager's teams is kept from and has something to do on: who, and how many drafts of
# theirs wait there, which nobody sees. Never the manager's own; never what accuses anybody.
WAITS = definer(
    """
CREATE OR REPLACE FUNCTION gate.unseen_work() RETURNS TABLE (file uuid, colleague uuid, drafts integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.teams_where('manage_conflicts');
    taken uuid[] := gate.excluded_cases();
BEGIN
    RETURN QUERY
        WITH staff AS (
            SELECT DISTINCT g.user_id AS id FROM public.teams_teampermission AS g
            WHERE g.content_object_id = ANY (managed) AND g.user_id <> who
        ), kept AS (
            SELECT c.id AS file, s.id AS colleague, c.status <> 'closed' AND s.id IN (c.lead_worker_id, c.second_worker_id) AS works
            FROM staff AS s CROSS JOIN LATERAL unnest(gate.kept_from(s.id)) AS k (id)
            JOIN public.cases_case AS c ON c.id = k.id AND c.team_id = ANY (managed) AND c.id <> ALL (taken)
        ), counted AS (
            SELECT k.*, (SELECT count(*)::integer FROM public.cases_draft AS d
                         WHERE d.case_id = k.file AND d.made_by_id = k.colleague
                           AND d.kept_from_id IS NULL AND d.address !~ '/concerns/[0-9a-f-]{36}/'
                           AND gate.sees_second_file(d.other_case_id)) AS drafts
            FROM kept AS k
        )
        SELECT n.file, n.colleague, n.drafts FROM counted AS n
        WHERE n.works OR n.drafts > 0 OR EXISTS (
            SELECT FROM public.cases_task AS t
            WHERE t.case_id = n.file AND t.state = 'open' AND coalesce(t.taken_by_id, t.assigned_to_id) = n.colleague)
        ORDER BY n.file, n.colleague;
END $$"""
)
# A draft that accuses somebody, or is about a concern, stays where it is: whom that is kept from is not the manager's to
# guess. So does one that names a second file which one of the two does not see.
GIVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.give_drafts(p_case uuid, p_from uuid, p_to uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_case);
    given uuid[];
BEGIN
    IF p_case <> ALL (gate.kept_from(p_from)) THEN
        RAISE EXCEPTION 'they see it themselves' USING ERRCODE = '55000';
    END IF;
    IF theirs <> ALL (gate.held(p_to, 'work_cases')) OR p_case = ANY (gate.kept_from(p_to)) THEN
        RAISE EXCEPTION 'nobody who works on the case' USING ERRCODE = 'P0002';
    END IF;
    WITH moved AS (
        UPDATE public.cases_draft AS d SET made_by_id = p_to
        WHERE d.case_id = p_case AND d.made_by_id = p_from
          AND d.kept_from_id IS NULL AND d.address !~ '/concerns/[0-9a-f-]{36}/'
          AND (d.other_case_id IS NULL OR gate.sees_second_file(d.other_case_id) AND EXISTS (
              SELECT FROM public.cases_case AS c
              WHERE c.id = d.other_case_id AND c.team_id = ANY (gate.held(p_to, 'see_cases'))
                AND c.id <> ALL (gate.kept_from(p_to))))
        RETURNING d.id)
    SELECT coalesce(array_agg(m.id ORDER BY m.id), '{}') INTO given FROM moved AS m;
    IF given <> '{}' THEN
        PERFORM gate.write_event('changed', given || p_case, ARRAY[theirs], 'cases:give_left');
    END IF;
    RETURN cardinality(given);
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0064_not_begun_yet")]
    operations = [OPEN, WAITS, GIVE]
