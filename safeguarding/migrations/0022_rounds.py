"""A concern that is opened again, or raised again because something is new, is discussed, approved and referred anew: what
was done before counts for that round alone (C12). A mistaken press of Emergency gives the urgency back that it took, and
danger lasts while the emergency does. Once the time to find something out is up, the service goes back to the discussion by
itself (T7), in nobody's name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, grant, sql
from safeguarding.vocabulary import DutyKind

ROUND = definer(
    """
CREATE FUNCTION gate.round_began(p_concern uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(max(s.recorded_at), '-infinity') FROM public.safeguarding_step AS s
    WHERE s.concern_id = p_concern AND s.move IN ('raise_again', 'reopen')
$$""",
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
                         WHERE d.concern_id = c.id AND NOT d.retrospective AND d.recorded_at >= since);
    SELECT count(*), count(DISTINCT a.manager_id) INTO tried, people
    FROM public.safeguarding_attempt AS a WHERE a.concern_id = c.id AND a.result <> 'conflict' AND a.recorded_at >= since;
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
    SET state = ending, before_emergency = CASE WHEN NEW.move = 'emergency' THEN c.state ELSE k.before_emergency END,
        urgency_before = CASE WHEN NEW.move = 'emergency' THEN c.urgency ELSE k.urgency_before END,
        urgency = CASE WHEN NEW.move = 'emergency' THEN 'imminent'
                       WHEN NEW.move = 'no_call' AND c.urgency = 'imminent' THEN c.urgency_before ELSE k.urgency END
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
        'on_rota_without_conflict', EXISTS (
            SELECT FROM public.safeguarding_rotaslot AS r
            WHERE r.team_id = c.team_id AND r.withdrawn_at IS NULL
              AND r.starts_at <= gate.clock() AND r.ends_at > gate.clock())));
END $$"""
)
APPROVED = definer(
    """
CREATE OR REPLACE FUNCTION gate.approved_by_two(p_concern uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_approval AS a
                   WHERE a.concern_id = p_concern AND a.approved AND a.recorded_at >= gate.round_began(p_concern))
       AND NOT EXISTS (
        SELECT FROM public.safeguarding_packet AS k
        WHERE k.concern_id = p_concern AND gate.is_of_governance(k.team_id, k.manager_id)
          AND (k.confirmed_at IS NULL OR k.differently)
          AND (k.given_at AT TIME ZONE 'Europe/London')::date = (gate.clock() AT TIME ZONE 'Europe/London')::date)
$$""",
    to=(),
)
TIME_UP = definer(
    """
CREATE FUNCTION gate.end_waiting() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    ended uuid[] := '{}';
    teams uuid[] := '{}';
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    FOR c IN SELECT k.* FROM public.safeguarding_concern AS k
             WHERE k.state = 'more_info' AND EXISTS (
                 SELECT FROM public.safeguarding_duty AS d
                 WHERE d.concern_id = k.id AND d.kind = 'answer' AND d.met_at IS NULL AND d.due_at <= gate.clock())
             ORDER BY k.id FOR UPDATE SKIP LOCKED
    LOOP
        INSERT INTO public.safeguarding_step (id, case_id, team_id, concern_id, move, start, "end", belief, risk_of_delay,
                                              recorded_at)
        VALUES (gen_random_uuid(), c.case_id, c.team_id, c.id, 'answered', 'more_info', 'seeking_discussion', false, false,
                gate.clock());
        UPDATE public.safeguarding_duty AS d SET met_at = gate.clock()
        WHERE d.concern_id = c.id AND d.kind = 'answer' AND d.met_at IS NULL;
        ended := ended || c.id;
        teams := teams || c.team_id;
    END LOOP;
    IF ended <> '{}' THEN
        PERFORM gate.write_event('concern_changed', ended, teams, '');
    END IF;
    RETURN cardinality(ended);
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0021_approved_this_time"),
        ("cases", "0042_adults_who_cannot_decide"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="concern",
            name="agrees_police",
            field=models.BooleanField(null=True, verbose_name="they agree that the police are told"),
        ),
        migrations.AddField(
            model_name="concern",
            name="urgency_before",
            field=models.CharField(
                blank=True,
                choices=[("imminent", "Danger now"), ("significant", "Serious, today"), ("welfare", "Worried")],
                db_default="",
                default="",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="duty", name="kind", field=models.CharField(choices=DutyKind.choices, max_length=20)
        ),
        migrations.AlterField(
            model_name="step",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("recorded_by__isnull", False), ("move", "answered"), _connector="OR"),
                name="only_waiting_ends_by_itself",
            ),
        ),
        grant("UPDATE (agrees_police)", "safeguarding_concern"),
        sql(
            "GRANT UPDATE (urgency, urgency_before) ON safeguarding_concern TO pps_definer",
            "GRANT INSERT ON safeguarding_step TO pps_definer",
        ),
        ROUND,
        FOLLOWS,
        MINT,
        APPROVED,
        TIME_UP,
    ]
