"""When nobody who manages the team may know of a concern, because it is about the only one who does, one other colleague sees it
beside its author: whoever has worked in the team longest, of those who are not kept from it. So it is seen when its author is
away or leaves (§4.6, "no concern is stranded"). The same with what somebody who left had half-written."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

# Nobody, while somebody who manages the team may know of it. ``p_kept``: from whom it is kept.
STAND_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.stand_in(p_team uuid, p_case uuid, p_kept uuid[], p_author uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM gate.members_with(p_team, 'see_restricted') AS m
        JOIN public.teams_user AS u ON u.id = m.person AND u.is_active
        WHERE m.person <> ALL (p_kept) AND (p_case IS NULL OR p_case <> ALL (gate.kept_from(m.person)))) THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT u.id FROM public.teams_membership AS t
        JOIN public.teams_user AS u ON u.id = t.user_id AND u.is_active
        WHERE t.team_id = p_team AND t.user_id IN (SELECT m.person FROM gate.members_with(p_team, 'work_cases') AS m)
          AND u.id <> ALL (p_kept) AND u.id <> p_author AND (p_case IS NULL OR p_case <> ALL (gate.kept_from(u.id)))
        GROUP BY u.id, u.display_name
        ORDER BY min(coalesce(t.since, t.confirmed_at, t.asked_at)), u.display_name, u.id LIMIT 1);
END $$""",
    to=(),
)
OF_CONCERN = definer(
    """
CREATE OR REPLACE FUNCTION gate.stands_in_for(p_concern uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT gate.stand_in(c.team_id, c.case_id, ARRAY(
        SELECT e.user_id FROM public.safeguarding_concernexclusion AS e WHERE e.concern_id = c.id), c.raised_by_id)
    FROM public.safeguarding_concern AS c WHERE c.id = p_concern
$$""",
    to=(),
)
# A concern that no manager may know of is kept from each of them: from whichever is asked about first.
STOOD_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.concerns_stood_in() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    team uuid;
    manager uuid;
    taken uuid[];
    found uuid[] := '{}';
BEGIN
    FOREACH team IN ARRAY gate.held(who, 'work_cases') LOOP
        SELECT u.id INTO manager FROM gate.members_with(team, 'see_restricted') AS m
        JOIN public.teams_user AS u ON u.id = m.person AND u.is_active ORDER BY u.id LIMIT 1;
        CONTINUE WHEN manager = who;
        taken := CASE WHEN manager IS NULL THEN '{}' ELSE gate.kept_from(manager) END;
        found := found || ARRAY(
            SELECT c.id FROM public.safeguarding_concern AS c
            WHERE c.team_id = team AND c.raised_by_id <> who
              AND (manager IS NULL OR c.case_id = ANY (taken) OR c.id IN (
                  SELECT e.concern_id FROM public.safeguarding_concernexclusion AS e WHERE e.user_id = manager))
              AND gate.stands_in_for(c.id) = who);
    END LOOP;
    RETURN found;
END $$"""
)
# For the page of a concern, to whoever may know of it: who else sees it.
WHO = definer(
    """
CREATE OR REPLACE FUNCTION gate.who_stands_in(p_concern uuid) RETURNS TABLE (needed boolean, person uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
BEGIN
    IF NOT gate.knows_concern(p_concern, 'see_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern;
    RETURN QUERY SELECT NOT EXISTS (
        SELECT FROM gate.members_with(c.team_id, 'see_restricted') AS m
        JOIN public.teams_user AS u ON u.id = m.person AND u.is_active
        WHERE c.case_id <> ALL (gate.kept_from(m.person)) AND NOT EXISTS (
            SELECT FROM public.safeguarding_concernexclusion AS e
            WHERE e.concern_id = c.id AND e.user_id = m.person)), gate.stands_in_for(p_concern);
END $$"""
)
MANAGES = definer(
    """
CREATE OR REPLACE FUNCTION gate.knows_concern(p_concern uuid, p_verb text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        WHERE c.id = p_concern AND c.team_id = ANY (gate.teams_where(p_verb))
          AND c.case_id <> ALL (gate.excluded_cases()) AND c.id <> ALL (gate.concerns_kept())
          AND CASE WHEN c.state NOT IN ('draft', 'void') AND c.subject <> 'staff_allegation' OR c.raised_by_id = who
                     OR c.team_id = ANY (gate.teams_where('see_restricted')) THEN true
              ELSE gate.stands_in_for(c.id) = who END);
END $$""",
    to=(),
)
LEFT = definer(
    """
CREATE OR REPLACE FUNCTION gate.drafts_left() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.held(who, 'see_restricted');
    taken uuid[];
    kept uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_draft AS d WHERE d.team_id = ANY (managed) AND d.made_by_id <> who) THEN
        RETURN gate.drafts_stood_in();
    END IF;
    taken := gate.excluded_cases();  -- a variable, or it would run once a row
    kept := gate.drafts_kept();
    RETURN ARRAY(
        SELECT d.id FROM public.cases_draft AS d
        WHERE d.team_id = ANY (managed) AND d.made_by_id <> who AND d.id <> ALL (kept)
          AND (d.case_id IS NULL OR d.case_id <> ALL (taken))
          AND NOT EXISTS (
              SELECT FROM public.teams_membership AS m
              WHERE m.user_id = d.made_by_id AND m.team_id = d.team_id AND m.state = 'current'
                AND (m.since IS NULL OR m.since <= gate.clock()) AND (m.until IS NULL OR m.until > gate.clock())))
        || gate.drafts_stood_in();
END $$"""
)
# What accuses whoever would have it, or is about a concern that none of them may know of.
DRAFTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.drafts_stood_in() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    works uuid[] := gate.held(who, 'work_cases');
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_draft AS d
                   WHERE d.team_id = ANY (works) AND d.made_by_id <> who
                     AND (d.kept_from_id IS NOT NULL OR d.address ~ '/concerns/[0-9a-f-]{36}/')) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT d.id FROM public.cases_draft AS d
        WHERE d.team_id = ANY (works) AND d.made_by_id <> who
          AND NOT EXISTS (SELECT FROM gate.members_with(d.team_id, 'see_cases') AS m WHERE m.person = d.made_by_id)
          AND CASE
              WHEN d.kept_from_id IS NOT NULL THEN
                  gate.stand_in(d.team_id, d.case_id, ARRAY[d.kept_from_id], d.made_by_id) = who
              WHEN d.address ~ '/concerns/[0-9a-f-]{36}/' THEN
                  gate.stands_in_for(substring(d.address FROM '/concerns/([0-9a-f-]{36})/')::uuid) = who
              ELSE false END);
END $$"""
)
NOTICES = (
    "raised_by_id = (SELECT gate.actor_id())"
    " OR team_id = ANY ((SELECT gate.teams_where('approve_referrals'))::uuid[])"
    " OR concern_id = ANY ((SELECT gate.concerns_stood_in())::uuid[])"
)
OPEN_TO_TEAM = (
    "CASE WHEN state NOT IN ('draft', 'void') AND subject <> 'staff_allegation' THEN true"
    " WHEN raised_by_id = (SELECT gate.actor_id())"
    " OR team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[]) THEN true"
    " ELSE id = ANY ((SELECT gate.concerns_stood_in())::uuid[]) END"
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0031_said_apart"), ("cases", "0056_known_by_now")]
    operations = [
        STAND_IN,
        OF_CONCERN,
        STOOD_IN,
        MANAGES,
        WHO,
        DRAFTS,
        LEFT,
        sql(
            f"ALTER POLICY open_to_team ON safeguarding_concern USING ({OPEN_TO_TEAM})",
            f"ALTER POLICY for_whoever_answers ON safeguarding_notice USING ({NOTICES})",
        ),
    ]
