"""An allegation about the only manager, entered in error, is void by two people as any other: whoever sees it in a manager's
place, and another person (T26, "no state lacks an exit"). They do nothing else that is a manager's."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# Who sees a concern because nobody who manages the team may know of it; nobody, while somebody may.
IN_PLACE = definer(
    """
CREATE OR REPLACE FUNCTION gate.in_a_managers_place(p_concern uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT gate.stands_in_for(c.id) FROM public.safeguarding_concern AS c
    WHERE c.id = p_concern AND NOT EXISTS (
        SELECT FROM gate.members_with(c.team_id, 'see_restricted') AS m
        JOIN public.teams_user AS u ON u.id = m.person AND u.is_active
        WHERE c.case_id <> ALL (gate.kept_from(m.person)) AND NOT EXISTS (
            SELECT FROM public.safeguarding_concernexclusion AS e
            WHERE e.concern_id = c.id AND e.user_id = m.person))
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
            (c.team_id = ANY (gate.teams_where('approve_referrals'))
             OR coalesce(gate.in_a_managers_place(c.id) = who, false))
            AND NEW.second_person_id IS NOT NULL
            AND NEW.second_person_id <> who AND c.team_id = ANY (gate.held(NEW.second_person_id, 'work_cases'))
            AND EXISTS (SELECT FROM public.safeguarding_step AS s
                        WHERE s.concern_id = c.id AND s.move = 'ask_' || NEW.move
                          AND s.recorded_by_id = NEW.second_person_id)
        WHEN NEW.move IN ('ask_void', 'ask_restore') THEN NEW.reason IS NOT NULL
        ELSE true END;
    IF stands IS NOT TRUE THEN  -- what is not known does not stand
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


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0041_the_duty_to_share")]
    operations = [IN_PLACE, FOLLOWS]
