"""Somebody is named to the one senior manager whose turn it is and who is not too close to it, and not because anybody
else is on duty (D5a, D9a, D11a)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

NAMED_TO = definer(
    """
CREATE OR REPLACE FUNCTION gate.may_be_named_to(p_concern uuid, p_manager uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        JOIN public.safeguarding_rotaslot AS r ON r.team_id = c.team_id AND r.manager_id = p_manager
        WHERE c.id = p_concern AND r.withdrawn_at IS NULL AND r.starts_at <= gate.clock() AND r.ends_at > gate.clock())
    AND NOT EXISTS (
        SELECT FROM public.safeguarding_attempt AS a
        WHERE a.concern_id = p_concern AND a.manager_id = p_manager AND a.result = 'conflict')
    AND NOT EXISTS (
        SELECT FROM public.safeguarding_concernexclusion AS e WHERE e.concern_id = p_concern AND e.user_id = p_manager)
    AND NOT EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        JOIN public.safeguarding_rotaslot AS r ON r.team_id = c.team_id AND r.manager_id = p_manager
        WHERE c.id = p_concern AND r.withdrawn_at IS NULL AND r.department = ANY (c.disputes)
          AND r.ends_at > gate.clock() - interval '14 days')
$$""",
    to=(),
)
MINT = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_safeguarding(
    p_disclosure uuid, p_concern uuid, p_recipient uuid, p_basis text, p_categories text[], p_minimum boolean,
    p_risk_of_delay boolean, p_manager uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    kind text;
    tried integer;
    people integer;
    discussed boolean;
    adult boolean;
    since timestamptz := gate.round_began(p_concern);
    referred text[] := '{referred_verbal,referred,acknowledged,decided,escalated}';  -- told already: now in writing
BEGIN
    IF NOT gate.knows_concern(p_concern, 'work_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern;
    adult := c.subject = 'adult';
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = p_recipient AND r.case_id = c.case_id;
    SELECT count(*), count(DISTINCT a.manager_id) INTO tried, people
    FROM public.safeguarding_attempt AS a
    WHERE a.concern_id = c.id AND a.result <> 'conflict' AND a.recorded_at >= since;
    discussed := c.state = 'emergency'
        OR EXISTS (SELECT FROM public.safeguarding_discussion AS d
                   WHERE d.concern_id = c.id AND NOT d.retrospective AND d.recorded_at >= since)
        OR tried >= 2 AND people >= 2
        OR p_risk_of_delay AND (c.urgency <> 'welfare' OR tried > 0)
        OR EXISTS (SELECT FROM public.safeguarding_referral AS r
                   WHERE r.concern_id = c.id AND r.recorded_at >= since);
    RETURN gate.mint_proof(p_disclosure, c.case_id, 'safeguarding', c.id, p_recipient, p_categories, jsonb_build_object(
        'act', 'share', 'party', coalesce(kind, 'nobody_known'), 'declared', p_basis,
        'categories', to_jsonb(p_categories), 'discussed', discussed,
        'concern', c.state <> 'draft' AND c.subject <> 'adult',
        'adult_agrees', adult AND CASE kind WHEN 'police' THEN c.agrees_police ELSE c.agrees END IS TRUE,
        'adult_has_capacity', adult AND c.has_capacity IS TRUE,
        'adult_lacks_capacity', adult AND c.has_capacity IS FALSE,
        'risk_to_others', adult AND (c.others_at_risk IS TRUE OR c.coercion_or_crime IS TRUE),
        'approved_by_two', adult AND gate.approved_by_two(c.id),
        'worker_believes', adult AND (p_risk_of_delay OR c.state = ANY (referred) OR c.state = 'emergency'),
        'minimum_items', p_minimum, 'danger_now', c.state = 'emergency',
        'within_discussion', c.state = 'seeking_discussion' OR EXISTS (
            SELECT FROM public.safeguarding_duty AS u
            WHERE u.concern_id = c.id AND u.kind = 'retrospective' AND u.met_at IS NULL),
        'on_rota_without_conflict', gate.may_be_named_to(c.id, p_manager)));
END $$""",
    drop="DROP FUNCTION gate.mint_safeguarding(uuid, uuid, uuid, text, text[], boolean, boolean)",
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0029_too_close")]
    operations = [NAMED_TO, MINT]
