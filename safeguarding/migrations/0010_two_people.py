"""What two people decide: voiding takes the word of one and the press of another. Whoever was passed over is no attempt
and holds no discussion. What was entered in error is hidden from all but the managers and whoever raised it."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, policy, sql

PAIRS = (("ask_void", "draft"), ("ask_void", "raised"), ("ask_restore", "void"))
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
          AND (c.state NOT IN ('draft', 'void') AND c.subject <> 'staff_allegation' OR c.raised_by_id = who
               OR c.team_id = ANY (gate.teams_where('see_restricted'))));
END $$""",
    to=(),
)
FOLLOWS = definer(
    """
CREATE OR REPLACE FUNCTION gate.step_follows() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    who uuid := gate.actor_id();
    ending text;
    discussed boolean;
    stands boolean;
    tried integer;
    people integer;
BEGIN
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = NEW.concern_id FOR UPDATE;
    SELECT p.ending INTO ending FROM vault.safeguarding_pair AS p WHERE p.move = NEW.move AND p.start = c.state;
    IF ending IS NULL OR NEW.start <> c.state THEN
        RAISE EXCEPTION 'this does not follow where the concern stands' USING ERRCODE = '23514';
    END IF;
    IF ending = '*' THEN
        ending := CASE c.before_emergency WHEN '' THEN 'raised' ELSE c.before_emergency END;
    END IF;
    IF NEW."end" <> ending THEN
        RAISE EXCEPTION 'this ends elsewhere' USING ERRCODE = '23514';
    END IF;
    discussed := EXISTS (SELECT FROM public.safeguarding_discussion AS d
                         WHERE d.concern_id = c.id AND NOT d.retrospective);
    SELECT count(*), count(DISTINCT a.manager_id) INTO tried, people
    FROM public.safeguarding_attempt AS a WHERE a.concern_id = c.id AND a.result <> 'conflict';
    stands := CASE
        WHEN NEW.move IN ('discussed_refer', 'discussed_not_refer', 'disagree') THEN discussed
        WHEN NEW.move IN ('refer_verbal', 'refer_written') THEN discussed AND EXISTS (
            SELECT FROM public.safeguarding_approval AS a WHERE a.concern_id = c.id AND a.approved)
        WHEN NEW.move IN ('refer_now', 'refer_now_written') THEN discussed AND NEW.belief AND NEW.reason IS NOT NULL
        WHEN NEW.move IN ('unavailable_verbal', 'unavailable_written') THEN
            tried >= 2 AND people >= 2
            OR NEW.risk_of_delay AND NEW.reason IS NOT NULL AND (c.urgency <> 'welfare' OR tried > 0)
        WHEN NEW.move = 'emergency' THEN c.called IS NOT NULL AND c.danger IS NOT NULL
        WHEN NEW.move = 'raise' THEN c.urgency <> '' AND c.worry IS NOT NULL AND c.about IS NOT NULL
        WHEN NEW.move IN ('approve', 'not_approve', 'approve_afterwards') THEN
            c.raised_by_id <> who AND c.team_id = ANY (gate.teams_where('approve_referrals'))
        WHEN NEW.move = 'close' THEN
            c.team_id = ANY (gate.teams_where('approve_referrals')) AND c.outcome <> '' AND NOT EXISTS (
                SELECT FROM public.safeguarding_duty AS d WHERE d.concern_id = c.id AND d.met_at IS NULL
                  AND d.kind IN ('retrospective', 'written', 'parent'))
        WHEN NEW.move IN ('void', 'restore') THEN
            c.team_id = ANY (gate.teams_where('approve_referrals')) AND NEW.second_person_id IS NOT NULL
            AND NEW.second_person_id <> who AND c.team_id = ANY (gate.held(NEW.second_person_id, 'work_cases'))
            AND EXISTS (SELECT FROM public.safeguarding_step AS s
                        WHERE s.concern_id = c.id AND s.move = 'ask_' || NEW.move
                          AND s.recorded_by_id = NEW.second_person_id)
        WHEN NEW.move IN ('ask_void', 'ask_restore') THEN NEW.reason IS NOT NULL
        ELSE true END;
    IF NOT stands THEN
        RAISE EXCEPTION 'something that this move stands on is missing' USING ERRCODE = '23514';
    END IF;
    UPDATE public.safeguarding_concern AS k
    SET state = ending, before_emergency = CASE WHEN NEW.move = 'emergency' THEN c.state ELSE k.before_emergency END
    WHERE k.id = c.id;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
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
BEGIN
    IF NOT gate.knows_concern(p_concern, 'work_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern;
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
        'categories', to_jsonb(p_categories), 'concern', c.state <> 'draft', 'discussed', discussed,
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
PASSED_OVER = definer(
    """
CREATE OR REPLACE FUNCTION gate.nobody_passed_over_discusses() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.safeguarding_attempt AS a
               WHERE a.concern_id = NEW.concern_id AND a.manager_id = NEW.manager_id AND a.result = 'conflict') THEN
        RAISE EXCEPTION 'somebody who was passed over discusses nothing' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
OPEN_TO_TEAM = (
    "CASE WHEN state NOT IN ('draft', 'void') AND subject <> 'staff_allegation' THEN true"
    " ELSE raised_by_id = (SELECT gate.actor_id())"
    " OR team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[]) END"
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0009_protect_source")]
    operations = [
        sql(
            "INSERT INTO vault.safeguarding_pair VALUES "
            + ", ".join(f"('{move}', '{state}', '{state}')" for move, state in PAIRS),
            "DROP POLICY open_to_team ON safeguarding_concern",
        ),
        policy("safeguarding_concern", "open_to_team", "ALL", using=OPEN_TO_TEAM, restrictive=True),
        MANAGES,
        FOLLOWS,
        MINT,
        PASSED_OVER,
        sql(
            "CREATE TRIGGER passed_over BEFORE INSERT ON safeguarding_discussion"
            " FOR EACH ROW EXECUTE FUNCTION gate.nobody_passed_over_discusses()"
        ),
    ]
