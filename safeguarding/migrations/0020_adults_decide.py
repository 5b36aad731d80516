"""What a referral about an adult stands on: their agreement, or the word of the manager and information governance (D9 to
D11), or the worker's belief that somebody is at risk (D11b); never the rows that are about children."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer, grant, sql

# Information governance is waited for on the day on which it is asked, and not at all when nobody of it is there.
APPROVED = definer(
    """
CREATE FUNCTION gate.approved_by_two(p_concern uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_approval AS a WHERE a.concern_id = p_concern AND a.approved)
       AND NOT EXISTS (
        SELECT FROM public.safeguarding_packet AS k
        WHERE k.concern_id = p_concern AND gate.is_of_governance(k.team_id, k.manager_id)
          AND (k.confirmed_at IS NULL OR k.differently)
          AND (k.given_at AT TIME ZONE 'Europe/London')::date = (gate.clock() AT TIME ZONE 'Europe/London')::date)
$$""",
    to=(),
)
GOVERNANCE = definer(
    """
CREATE FUNCTION gate.is_of_governance(p_team uuid, p_manager uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_rotaslot AS r
                   WHERE r.team_id = p_team AND r.manager_id = p_manager AND r.for_adults
                     AND r.department = 'Information governance')
$$""",
    to=(),
)
MINT = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_safeguarding(
    p_disclosure uuid, p_concern uuid, p_recipient uuid, p_basis text, p_categories text[], p_minimum boolean,
    p_risk_of_delay boolean) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    kind text;
    tried integer;
    people integer;
    discussed boolean;
    adult boolean;
    referred text[] := '{referred_verbal,referred,acknowledged,decided,escalated}';  -- told already: now in writing
BEGIN
    IF NOT gate.knows_concern(p_concern, 'work_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern;
    adult := c.subject = 'adult';
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = p_recipient AND r.case_id = c.case_id;
    SELECT count(*), count(DISTINCT a.manager_id) INTO tried, people
    FROM public.safeguarding_attempt AS a WHERE a.concern_id = c.id AND a.result <> 'conflict';
    discussed := c.state = 'emergency'
        OR EXISTS (SELECT FROM public.safeguarding_discussion AS d WHERE d.concern_id = c.id AND NOT d.retrospective)
        OR tried >= 2 AND people >= 2
        OR p_risk_of_delay AND (c.urgency <> 'welfare' OR tried > 0)
        OR EXISTS (SELECT FROM public.safeguarding_referral AS r WHERE r.concern_id = c.id);
    RETURN gate.mint_proof(p_disclosure, c.case_id, 'safeguarding', c.id, p_recipient, p_categories, jsonb_build_object(
        'act', 'share', 'party', coalesce(kind, 'nobody_known'), 'declared', p_basis,
        'categories', to_jsonb(p_categories), 'discussed', discussed,
        'concern', c.state <> 'draft' AND c.subject <> 'adult',
        'adult_agrees', adult AND c.agrees IS TRUE, 'adult_has_capacity', adult AND c.has_capacity IS TRUE,
        'adult_lacks_capacity', adult AND c.has_capacity IS FALSE,
        'risk_to_others', adult AND (c.others_at_risk IS TRUE OR c.coercion_or_crime IS TRUE),
        'approved_by_two', adult AND gate.approved_by_two(c.id),
        'worker_believes', adult AND (p_risk_of_delay OR c.state = ANY (referred) OR c.state = 'emergency'),
        'minimum_items', p_minimum, 'danger_now', c.danger IS NOT NULL AND c.called IS NOT NULL,
        'within_discussion', c.state = 'seeking_discussion' OR EXISTS (
            SELECT FROM public.safeguarding_duty AS u
            WHERE u.concern_id = c.id AND u.kind = 'retrospective' AND u.met_at IS NULL),
        'on_rota_without_conflict', EXISTS (
            SELECT FROM public.safeguarding_rotaslot AS r
            WHERE r.team_id = c.team_id AND r.withdrawn_at IS NULL
              AND r.starts_at <= gate.clock() AND r.ends_at > gate.clock())));
END $$"""
)
# What rests on a worker's belief has that belief, or why waiting is a risk, in its step.
BELIEVED = definer(
    """
CREATE FUNCTION gate.belief_is_said() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT (NEW.reason IS NOT NULL AND (NEW.belief OR NEW.risk_of_delay))
       AND NEW.move NOT IN ('emergency_verbal', 'emergency_written', 'confirm_written', 'late_written')
       AND EXISTS (SELECT FROM public.safeguarding_referral AS r
                   JOIN public.cases_sharingproof AS p ON p.disclosure_id = r.disclosure
                   WHERE r.step_id = NEW.id AND p.row = 'D11b') THEN
        RAISE EXCEPTION 'nobody said that somebody is at risk' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0019_places_named_by_workers"),
        ("cases", "0042_adults_who_cannot_decide"),
    ]
    operations = [
        migrations.AddField(
            model_name="concern",
            name="coercion_or_crime",
            field=models.BooleanField(null=True, verbose_name="somebody controls them, or did a serious crime"),
        ),
        grant("UPDATE (coercion_or_crime)", "safeguarding_concern"),
        GOVERNANCE,
        APPROVED,
        MINT,
        BELIEVED,
        sql(
            """CREATE CONSTRAINT TRIGGER believed AFTER INSERT ON safeguarding_step DEFERRABLE INITIALLY DEFERRED
               FOR EACH ROW EXECUTE FUNCTION gate.belief_is_said()"""
        ),
    ]
