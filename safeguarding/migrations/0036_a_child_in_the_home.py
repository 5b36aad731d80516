"""A child in the home of an adult at risk is discussed with Children's Service too (§4.6): a discussion of its own, tried, held
and confirmed beside the adult's, for which it never counts and which it never delays; it holds up closing alone. Each
discussion, and each attempt at one, says with which rota it was."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql
from safeguarding.vocabulary import DutyKind, Rota

STATES = (
    "acknowledged decided disagreed discussed_not_refer discussed_refer emergency escalated monitoring more_info raised"
    " referred referred_verbal seeking_discussion"
)
PAIRS = [(move, state) for move in ("child_attempt", "child_discussed") for state in STATES.split()]
# What was discussed of an adult until now, with somebody of their rota, was discussed with it.
READ = [f"safeguarding_{part}" for part in ("attempt", "discussion", "concern", "rotaslot")]
KNOWN = sql(
    *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in READ),
    *(
        f"UPDATE safeguarding_{part} AS p SET rota = 'adults' FROM safeguarding_concern AS c"
        " WHERE c.id = p.concern_id AND c.subject = 'adult' AND EXISTS ("
        "SELECT FROM safeguarding_rotaslot AS r"
        " WHERE r.team_id = p.team_id AND r.manager_id = p.manager_id AND r.for_adults)"
        for part in ("attempt", "discussion")
    ),
    *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in READ),
)
# With somebody who is or was on the rota that it names; about a child in the home where one is.
OF_A_ROTA = definer(
    """
CREATE OR REPLACE FUNCTION gate.asked_of_its_rota() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        JOIN public.safeguarding_rotaslot AS r ON r.team_id = c.team_id AND r.manager_id = NEW.manager_id
        WHERE c.id = NEW.concern_id AND r.for_adults = (NEW.rota = 'adults')
          AND CASE NEW.rota WHEN 'adults' THEN c.subject = 'adult'
                            WHEN 'child_in_home' THEN c.subject = 'adult' AND c.child_in_home IS TRUE
                            ELSE true END) THEN
        RAISE EXCEPTION 'nobody of that rota is asked this' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
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
    child boolean;
    child_discussed boolean;
    since timestamptz := gate.round_began(NEW.concern_id);
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
                         WHERE d.concern_id = c.id AND NOT d.retrospective AND d.rota <> 'child_in_home'
                           AND d.recorded_at >= since);
    child := c.subject = 'adult' AND c.child_in_home IS TRUE;
    child_discussed := EXISTS (SELECT FROM public.safeguarding_discussion AS d
                               WHERE d.concern_id = c.id AND d.rota = 'child_in_home' AND d.recorded_at >= since);
    SELECT count(*), count(DISTINCT a.manager_id) INTO tried, people
    FROM public.safeguarding_attempt AS a
    WHERE a.concern_id = c.id AND a.result <> 'conflict' AND a.rota <> 'child_in_home' AND a.recorded_at >= since;
    stands := CASE
        WHEN NEW.move IN ('discussed_refer', 'discussed_not_refer', 'disagree') THEN discussed
        WHEN NEW.move IN ('refer_verbal', 'refer_written') THEN discussed AND EXISTS (
            SELECT FROM public.safeguarding_approval AS a WHERE a.concern_id = c.id AND a.approved AND a.recorded_at >= since)
        WHEN NEW.move IN ('refer_now', 'refer_now_written') THEN discussed AND NEW.belief AND NEW.reason IS NOT NULL
        WHEN NEW.move IN ('unavailable_verbal', 'unavailable_written') THEN
            tried >= 2 AND people >= 2
            OR NEW.risk_of_delay AND NEW.reason IS NOT NULL AND (c.urgency <> 'welfare' OR tried > 0)
        WHEN NEW.move = 'emergency' THEN c.called IS NOT NULL AND c.danger IS NOT NULL
        WHEN NEW.move = 'raise' THEN c.urgency <> '' AND c.worry IS NOT NULL AND c.about IS NOT NULL
        WHEN NEW.move IN ('approve', 'not_approve', 'approve_afterwards') THEN
            c.raised_by_id <> who AND c.team_id = ANY (gate.teams_where('approve_referrals'))
        WHEN NEW.move = 'child_attempt' THEN child
        WHEN NEW.move = 'child_discussed' THEN child AND child_discussed
        WHEN NEW.move = 'close' THEN
            c.team_id = ANY (gate.teams_where('approve_referrals')) AND c.outcome <> '' AND NOT EXISTS (
                SELECT FROM public.safeguarding_duty AS d WHERE d.concern_id = c.id AND d.met_at IS NULL
                  AND d.kind IN ('retrospective', 'written', 'parent', 'child_discussion'))
            AND (NOT child OR child_discussed OR NOT EXISTS (
                SELECT FROM public.safeguarding_discussion AS d
                WHERE d.concern_id = c.id AND d.rota = 'adults' AND d.recorded_at >= since))
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
    SET state = ending, before_emergency = CASE WHEN NEW.move = 'emergency' THEN c.state ELSE k.before_emergency END,
        urgency_before = CASE WHEN NEW.move = 'emergency' THEN c.urgency ELSE k.urgency_before END,
        urgency = CASE WHEN NEW.move = 'emergency' THEN 'imminent'
                       WHEN NEW.move = 'no_call' AND c.urgency = 'imminent' THEN c.urgency_before ELSE k.urgency END
    WHERE k.id = c.id;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
APPROVED = definer(
    """
CREATE OR REPLACE FUNCTION gate.approved_this_time() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.move IN ('refer_verbal', 'refer_written') AND NOT coalesce((
        SELECT a.approved FROM public.safeguarding_approval AS a
        WHERE a.concern_id = NEW.concern_id AND a.recorded_at >= coalesce((
            SELECT max(d.recorded_at) FROM public.safeguarding_discussion AS d
            WHERE d.concern_id = NEW.concern_id AND NOT d.retrospective AND d.rota <> 'child_in_home'), '-infinity')
        ORDER BY a.recorded_at DESC, a.id DESC LIMIT 1), false) THEN
        RAISE EXCEPTION 'the latest discussion was not approved' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
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
    WHERE a.concern_id = c.id AND a.result <> 'conflict' AND a.rota <> 'child_in_home' AND a.recorded_at >= since;
    discussed := c.state = 'emergency'
        OR EXISTS (SELECT FROM public.safeguarding_discussion AS d
                   WHERE d.concern_id = c.id AND NOT d.retrospective AND d.rota <> 'child_in_home'
                     AND d.recorded_at >= since)
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
            WHERE u.concern_id = c.id AND u.kind IN ('retrospective', 'child_discussion') AND u.met_at IS NULL),
        'on_rota_without_conflict', gate.may_be_named_to(c.id, p_manager)));
END $$"""
)
# Each of the two discussions has a word of its own due on it, and meets it alone.
CONFIRM = definer(
    """
CREATE OR REPLACE FUNCTION gate.confirm_packet(p_packet uuid, p_differently boolean, p_answer bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    k public.safeguarding_packet;
    child boolean;
BEGIN
    SELECT * INTO k FROM public.safeguarding_packet AS p
    WHERE p.id = p_packet AND p.id = ANY (gate.granted_packets()) AND p.manager_id = who FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    child := EXISTS (SELECT FROM public.safeguarding_discussion AS d
                     WHERE d.id = k.discussion_id AND d.rota = 'child_in_home');
    UPDATE public.safeguarding_packet AS p
    SET confirmed_at = gate.clock(), differently = p_differently, answer = p_answer
    WHERE p.id = p_packet;
    UPDATE public.safeguarding_duty AS u SET met_at = gate.clock()
    WHERE u.concern_id = k.concern_id AND u.kind = CASE WHEN child THEN 'child_confirm' ELSE 'confirm' END AND u.met_at IS NULL
      AND gate.asks_for_a_word(k) AND NOT EXISTS (
        SELECT FROM public.safeguarding_packet AS o
        JOIN public.safeguarding_packetpermission AS g
            ON g.content_object_id = o.id AND (g.until IS NULL OR g.until > gate.clock())
        JOIN public.safeguarding_discussion AS e ON e.id = o.discussion_id AND (e.rota = 'child_in_home') = child
        WHERE o.concern_id = k.concern_id AND o.confirmed_at IS NULL AND gate.asks_for_a_word(o));
    INSERT INTO public.safeguarding_packetreceipt (id, user_id, discussed_on, answered_on, differently)
    SELECT gen_random_uuid(), who, (d.held_at AT TIME ZONE 'Europe/London')::date,
           (gate.clock() AT TIME ZONE 'Europe/London')::date, p_differently
    FROM public.safeguarding_discussion AS d WHERE d.id = k.discussion_id;
    DELETE FROM public.safeguarding_packetpermission AS g WHERE g.content_object_id = p_packet;
    PERFORM gate.write_event('packet_confirmed', ARRAY[p_packet], '{}', '');
END $$"""
)
ROTA = models.CharField(
    choices=Rota.choices,
    db_default="children",
    default="children",
    max_length=15,
    verbose_name="the rota it was put to",
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0035_lists_and_looks")]
    operations = [
        migrations.AddField("attempt", "rota", ROTA),
        migrations.AddField("discussion", "rota", ROTA),
        migrations.AlterField(
            model_name="duty", name="kind", field=models.CharField(choices=DutyKind.choices, max_length=20)
        ),
        KNOWN,
        sql(
            "INSERT INTO vault.safeguarding_pair VALUES "
            + ", ".join(f"('{move}', '{state}', '{state}')" for move, state in PAIRS)
        ),
        OF_A_ROTA,
        FOLLOWS,
        APPROVED,
        MINT,
        CONFIRM,
        sql(
            *(
                f"CREATE TRIGGER of_a_rota BEFORE INSERT ON safeguarding_{part}"
                " FOR EACH ROW EXECUTE FUNCTION gate.asked_of_its_rota()"
                for part in ("attempt", "discussion")
            )
        ),
    ]
