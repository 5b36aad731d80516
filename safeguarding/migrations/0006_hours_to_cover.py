"""A gap in the rota is one of the hours that it has to cover: those of work, or all, as the service has set it. The
worker says which; the database knows no bank holidays."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# The first instant of these hours at which nobody is on the rota, or null.
GAP = definer(
    """
CREATE OR REPLACE FUNCTION gate.rota_gap(p_team uuid, p_adults boolean, p_hours tstzmultirange) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT lower(p_hours - coalesce(range_agg(tstzrange(r.starts_at, r.ends_at)), '{}'))
    FROM public.safeguarding_rotaslot AS r
    WHERE r.team_id = p_team AND r.for_adults = p_adults AND r.withdrawn_at IS NULL
$$""",
    to=(),
    drop="DROP FUNCTION gate.rota_gap(uuid, boolean)",
)
# Without content: which concern, and what is late. Whoever reads it still has to be somebody who may know of it.
TELL = definer(
    """
CREATE OR REPLACE FUNCTION gate.tell_of_concerns(p_hours text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now_is timestamptz := gate.clock();
    hours tstzmultirange := p_hours::tstzmultirange;
    told uuid[];
    teams uuid[];
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('gate.tell_of_concerns', 0));  -- two workers at once tell once
    UPDATE public.safeguarding_notice AS n SET over_at = now_is
    WHERE n.over_at IS NULL AND CASE n.kind
        WHEN 'late' THEN EXISTS (SELECT FROM public.safeguarding_duty AS d
                                 WHERE d.id = n.duty_id AND d.met_at IS NOT NULL)
        WHEN 'no_next_step' THEN NOT gate.lacks_next_step(n.concern_id)
        ELSE gate.rota_gap(n.team_id, n.for_adults, hours) IS NULL END;
    UPDATE public.safeguarding_notice AS n SET starts_at = gate.rota_gap(n.team_id, n.for_adults, hours)
    WHERE n.over_at IS NULL AND n.kind = 'rota_gap';
    WITH due AS (
        SELECT 'late' AS kind, c.team_id, c.case_id, c.id AS concern, d.id AS duty, c.raised_by_id, false AS adults,
               null::timestamptz AS gap
        FROM public.safeguarding_duty AS d JOIN public.safeguarding_concern AS c ON c.id = d.concern_id
        WHERE d.met_at IS NULL AND d.due_at < now_is AND c.state NOT IN ('closed', 'void')
        UNION ALL
        SELECT 'no_next_step', c.team_id, c.case_id, c.id, null, c.raised_by_id, false, null
        FROM public.safeguarding_concern AS c WHERE gate.lacks_next_step(c.id)
        UNION ALL
        SELECT 'rota_gap', t.id, null, null, null, null, a.adults, gate.rota_gap(t.id, a.adults, hours)
        FROM public.teams_team AS t CROSS JOIN (VALUES (false), (true)) AS a (adults)
        WHERE gate.rota_gap(t.id, a.adults, hours) IS NOT NULL AND (NOT a.adults OR EXISTS (
            SELECT FROM public.safeguarding_rotaslot AS r WHERE r.team_id = t.id AND r.for_adults))
    ), made AS (
        INSERT INTO public.safeguarding_notice (
            id, kind, team_id, case_id, concern_id, duty_id, raised_by_id, for_adults, starts_at, recorded_at)
        SELECT gen_random_uuid(), due.kind, due.team_id, due.case_id, due.concern, due.duty, due.raised_by_id,
               due.adults, due.gap, now_is
        FROM due WHERE NOT EXISTS (
            SELECT FROM public.safeguarding_notice AS n
            WHERE n.over_at IS NULL AND n.kind = due.kind AND n.team_id = due.team_id
              AND n.concern_id IS NOT DISTINCT FROM due.concern AND n.duty_id IS NOT DISTINCT FROM due.duty
              AND n.for_adults = due.adults)
        RETURNING id, concern_id, team_id)
    SELECT array_agg(m.id), array_agg(DISTINCT m.team_id) INTO told, teams FROM made AS m;
    IF told IS NOT NULL THEN
        PERFORM gate.write_event('notice_given', told, teams, '');
    END IF;
    RETURN coalesce(cardinality(told), 0);
END $$""",
    drop="DROP FUNCTION gate.tell_of_concerns()",
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0005_notices_told")]
    operations = [GAP, TELL]
