"""Who takes back a permission that was renewed takes back what was agreed to before about the same thing: nothing that was
asked for on the earlier one comes in any more, and what came on it leaves the case as well (promise 6)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# What is taken back is a row of the same scope as what it answers; whatever of that scope is older goes with it.
TAKES_BACK = definer(
    """
CREATE OR REPLACE FUNCTION gate.takes_back(w public.consent_consent, g public.consent_consent) RETURNS boolean
LANGUAGE sql IMMUTABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT w.decision IN ('withdrawn', 'partly_withdrawn') AND (
        w.answers_id = g.id
        OR (w.grantor_id, w.recipient_id, w.purpose, w.way) = (g.grantor_id, g.recipient_id, g.purpose, g.way)
           AND w.recorded_at > g.recorded_at)
$$""",
    to=(),
)
STANDS = definer(
    """
CREATE OR REPLACE FUNCTION gate.permission_stands(p_consent uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g public.consent_consent;
BEGIN
    SELECT * INTO g FROM public.consent_consent AS c WHERE c.id = p_consent;
    IF NOT FOUND THEN
        RETURN 'none';
    END IF;
    RETURN CASE
        WHEN EXISTS (
            SELECT FROM public.consent_consent AS w
            WHERE w.case_id = g.case_id AND w.decision = 'withdrawn' AND gate.takes_back(w, g)) THEN 'withdrawn'
        WHEN g.decision = 'refused' OR EXISTS (
            SELECT FROM public.consent_consent AS later
            WHERE later.grantor_id = g.grantor_id AND later.recipient_id = g.recipient_id AND later.purpose = g.purpose
              AND later.way = g.way AND later.recorded_at > g.recorded_at AND later.decision = 'refused') THEN 'refused'
        WHEN g.decision <> 'granted' THEN 'none'
        WHEN EXISTS (
            SELECT FROM public.consent_consent AS later
            WHERE later.grantor_id = g.grantor_id AND later.recipient_id = g.recipient_id AND later.purpose = g.purpose
              AND later.way = g.way AND later.recorded_at > g.recorded_at AND later.decision = 'granted') THEN 'expired'
        WHEN g.valid_from > gate.clock() OR g.expires_at <= gate.clock() THEN 'expired'
        WHEN g.review_due IS NOT NULL AND g.review_due + 30 < (gate.clock() AT TIME ZONE 'Europe/London')::date THEN 'expired'
        WHEN g.one_off AND EXISTS (
            SELECT FROM public.cases_sharingproof AS p WHERE p.kind = 'consent' AND p.source = g.id) THEN 'expired'
        WHEN EXISTS (SELECT FROM public.cases_case AS c WHERE c.id = g.case_id AND c.status = 'closed') THEN 'expired'
        ELSE 'valid' END;
END $$""",
    to=(),
)
FACTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.permission_facts(p_consent uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g public.consent_consent;
    confiders uuid[];
    agreeing uuid[];
BEGIN
    SELECT * INTO g FROM public.consent_consent AS c WHERE c.id = p_consent;
    confiders := ARRAY(SELECT p.id FROM public.cases_person AS p WHERE p.case_id = g.case_id AND p.is_confider);
    agreeing := ARRAY(
        SELECT DISTINCT c.grantor_id FROM public.consent_consent AS c
        WHERE c.case_id = g.case_id AND c.recipient_id = g.recipient_id AND c.purpose = g.purpose AND c.way = g.way
          AND c.decision = 'granted' AND g.categories <@ c.categories AND gate.permission_stands(c.id) = 'valid');
    RETURN jsonb_build_object(
        'permission', gate.permission_stands(g.id),
        'outward', g.way = 'out', 'inward', g.way = 'in',
        'permitted', to_jsonb(ARRAY(
            SELECT k FROM unnest(g.categories) AS k WHERE k <> ALL (ARRAY(
                SELECT unnest(w.categories) FROM public.consent_consent AS w
                WHERE w.case_id = g.case_id AND w.decision = 'partly_withdrawn' AND gate.takes_back(w, g))))),
        'given', CASE
            WHEN g.method IN ('signed_paper', 'e_signature', 'email', 'sms') THEN 'written'
            WHEN g.method IN ('phone_verbal', 'f2f_verbal', 'video_verbal', 'bsl_recorded') THEN 'verbal'
            WHEN g.method = 'via_interpreter' THEN 'interpreter'
            WHEN g.method = 'via_representative' THEN 'representative' END,
        'identity_checked', g.identity_check <> '', 'script_read', g.script_version <> '',
        'words_recorded', g.words IS NOT NULL, 'interpreter_independent', g.interpreter_independent,
        'authority_verified', g.authority_verified, 'authority_covers_this', g.authority_covers_this,
        'capacity_settled', g.capacity <> 'in_doubt',
        'may_speak_for_child', g.footing IN ('parental', 'competent_child')
            OR g.footing = 'representative' AND g.authority_covers_this,
        'joint', cardinality(confiders) > 1,
        'all_confiders_agree', cardinality(confiders) > 1 AND confiders <@ agreeing,
        'from_confider', g.grantor_id = ANY (confiders)
            OR g.footing = 'representative' AND g.acts_for_id = ANY (confiders));
END $$""",
    to=(),
)
TAKEN_OUT = definer(
    """
CREATE OR REPLACE FUNCTION gate.arrivals_are_taken_out() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    WITH taken AS (
        UPDATE public.consent_arrival AS a SET held = 'quarantine', quarantined_at = gate.clock()
        FROM public.consent_consent AS g
        WHERE a.rests_on_id = g.id AND a.case_id = NEW.case_id AND a.held = 'case' AND NOT a.from_service_user
          AND (gate.takes_back(NEW, g)
               OR NEW.decision = 'refused' AND (g.grantor_id, g.recipient_id, g.purpose, g.way)
                  = (NEW.grantor_id, NEW.recipient_id, NEW.purpose, NEW.way))
          AND (NEW.decision <> 'partly_withdrawn' OR a.categories && NEW.categories)
        RETURNING a.id)
    SELECT array_agg(t.id) INTO gone FROM taken AS t;
    IF gone IS NOT NULL THEN
        PERFORM gate.write_event('arrivals_held', gone, ARRAY[NEW.team_id], '');
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("consent", "0006_coming_in_guarded")]
    operations = [TAKES_BACK, STANDS, FACTS, TAKEN_OUT]
