"""Who has looked at a case is read from the record, so nobody writes a look at what they do not see: such a row would be
false, whoever it names. What the web records by itself is a list of its own: what a function does, only that records.

What is left behind walls can be asked of one case."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# Of a case, or of somebody or something in one. What is beside a case (a team, a colleague, a message) is told of by its
# own team alone.
OUT_OF_SIGHT = definer(
    """
CREATE OR REPLACE FUNCTION gate.out_of_sight(p_ids uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    named uuid[] := ARRAY(
        SELECT c.id FROM public.cases_case AS c WHERE c.id = ANY (p_ids)
        UNION SELECT p.case_id FROM public.cases_person AS p WHERE p.id = ANY (p_ids)
        UNION SELECT a.case_id FROM public.cases_address AS a WHERE a.id = ANY (p_ids)
        UNION SELECT o.case_id FROM public.cases_contact AS o WHERE o.id = ANY (p_ids)
        UNION SELECT t.case_id FROM public.cases_task AS t WHERE t.id = ANY (p_ids) AND t.case_id IS NOT NULL);
BEGIN
    RETURN named <> '{}' AND EXISTS (
        SELECT FROM public.cases_case AS c WHERE c.id = ANY (named) AND NOT (
            c.id <> ALL (gate.kept_from(who))
            AND (c.team_id = ANY (gate.held(who, 'see_cases')) OR c.id = ANY (gate.let_in_cases()))
            AND (c.access_class = 'standard' OR c.team_id = ANY (gate.held(who, 'see_restricted')))));
END $$""",
    to=(),
)
RECORD = definer(
    """
CREATE OR REPLACE FUNCTION gate.record_access(p_verb text, p_shown uuid[], p_teams uuid[], p_page text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_verb NOT IN ('form_opened', 'changed', 'address_shown', 'team_read', 'home_read', 'signed_in', 'signed_out',
                      'sign_in_failed') THEN
        RAISE EXCEPTION 'written only by what does it' USING ERRCODE = '42501';
    END IF;
    IF gate.out_of_sight(p_shown) OR EXISTS (
        SELECT FROM unnest(p_teams) AS t (id) WHERE t.id <> ALL (gate.own_teams() || gate.let_in_teams())) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    RETURN gate.write_event(p_verb, p_shown, p_teams, p_page);
END $$"""
)
# What is found by a search, and shown: nothing that one does not see.
HITS = definer(
    """
CREATE OR REPLACE FUNCTION gate.name_hits(p_event uuid, p_shown uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.audit_accessevent AS e SET objects_shown = p_shown
    WHERE e.id = p_event AND e.verb = 'searched' AND e.actor = gate.actor_id() AND e.xid = pg_current_xact_id()
      AND e.at > clock_timestamp() - interval '1 hour' AND NOT gate.out_of_sight(p_shown);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no search of yours is under way' USING ERRCODE = '42501';
    END IF;
END $$"""
)
# As it was, and nothing is written down as seen that is not.
OPEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_cases(
    p_verb text, p_cases uuid[], p_purposes text[], p_shown uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    teams uuid[] := gate.held(who, 'see_cases');
    taken uuid[] := gate.kept_from(who);
    allowed uuid[];
    theirs uuid[];
BEGIN
    IF p_verb NOT IN ('case_read', 'cases_listed', 'form_opened', 'changed', 'looks_read', 'home_read') THEN
        RAISE EXCEPTION 'no look of this name' USING ERRCODE = '22023';
    END IF;
    SELECT array_agg(c.id), array_agg(DISTINCT c.team_id) INTO allowed, theirs FROM public.cases_case AS c
    WHERE c.id = ANY (p_cases) AND c.id <> ALL (taken)
      AND (c.team_id = ANY (teams) OR c.id = ANY ((SELECT gate.let_in_cases())::uuid[]))
      AND CASE WHEN c.access_class = 'standard' THEN true
               ELSE c.team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[]) END;
    -- Of what is shown besides, what is in a case is in one of these, or else in another that is seen.
    IF coalesce(cardinality(allowed), 0) < cardinality(p_cases)
       OR (EXISTS (SELECT FROM public.cases_case AS c
                   WHERE c.id = ANY (p_shown) AND c.id <> ALL (coalesce(allowed, '{}')))
           OR EXISTS (SELECT FROM public.cases_person AS p
                      WHERE p.id = ANY (p_shown) AND p.case_id <> ALL (coalesce(allowed, '{}'))))
          AND gate.out_of_sight(p_shown) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event(p_verb, allowed || p_shown, theirs, p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (allowed) AND k.purpose = ANY (p_purposes);
END $$"""
)
# As it was, and of one case when one is named.
WAITS = definer(
    """
CREATE OR REPLACE FUNCTION gate.unseen_work(p_case uuid DEFAULT NULL) RETURNS TABLE (file uuid, colleague uuid, drafts integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.teams_where('manage_conflicts');
    taken uuid[] := gate.excluded_cases();
    -- Of one case, only those are asked about who have something to do on it.
    busy uuid[] := ARRAY(
        SELECT c.lead_worker_id FROM public.cases_case AS c WHERE c.id = p_case
        UNION SELECT c.second_worker_id FROM public.cases_case AS c WHERE c.id = p_case
        UNION SELECT d.made_by_id FROM public.cases_draft AS d WHERE d.case_id = p_case
        UNION SELECT coalesce(t.taken_by_id, t.assigned_to_id) FROM public.cases_task AS t
              WHERE t.case_id = p_case AND t.state = 'open');
BEGIN
    RETURN QUERY
        WITH staff AS (
            SELECT DISTINCT g.user_id AS id FROM public.teams_teampermission AS g
            WHERE g.content_object_id = ANY (managed) AND g.user_id <> who
              AND (p_case IS NULL OR g.user_id = ANY (busy))
        ), kept AS (
            SELECT c.id AS file, s.id AS colleague, c.status <> 'closed' AND s.id IN (c.lead_worker_id, c.second_worker_id) AS works
            FROM staff AS s CROSS JOIN LATERAL unnest(gate.kept_from(s.id)) AS k (id)
            JOIN public.cases_case AS c ON c.id = k.id AND c.team_id = ANY (managed) AND c.id <> ALL (taken)
            WHERE p_case IS NULL OR c.id = p_case
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
END $$""",
    drop="DROP FUNCTION gate.unseen_work()",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0073_one_of_one_moment")]
    operations = [OUT_OF_SIGHT, RECORD, HITS, OPEN, WAITS]
