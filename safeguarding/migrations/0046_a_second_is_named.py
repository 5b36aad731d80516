"""When one person alone knows of what may be an error, they let one colleague know of it, so that two can say so (T26, "no state
lacks an exit"): anybody who works in the team and from whom it is kept is none. That colleague knows until the concern moves on.

What two people say they say of the concern as it stands, and not of an earlier round; a referral goes as approved when the
manager's last word since it was discussed is yes; and nobody is said to have acted with somebody but where two act."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

SINCE_IT_MOVED = (
    'NOT EXISTS (SELECT FROM public.safeguarding_step AS l WHERE l.concern_id = s.concern_id AND l.start <> l."end"'
    " AND l.recorded_at > s.recorded_at)"
)
# And, while no manager may know of it, the two who said that it was an error, or none.
NAMED = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.named_beside(p_concern uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT s.second_person_id FROM public.safeguarding_step AS s
        WHERE s.concern_id = p_concern AND s.move = 'name_second' AND {SINCE_IT_MOVED}
        UNION
        SELECT unnest(ARRAY[s.recorded_by_id, s.second_person_id]) FROM public.safeguarding_step AS s
        WHERE s.concern_id = p_concern AND s.move IN ('void', 'restore') AND {SINCE_IT_MOVED}
          AND gate.in_a_managers_place(p_concern) IS NOT NULL)
$$""",
    to=(),
)
# Of those who work in the team: who knows of a concern beside somebody, and who does not and could.
BESIDE = definer(
    """
CREATE OR REPLACE FUNCTION gate.beside(p_concern uuid, p_who uuid, p_known boolean) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT u.id FROM public.safeguarding_concern AS c, public.teams_user AS u
        WHERE c.id = p_concern AND u.is_active AND u.id <> p_who
          AND u.id IN (SELECT m.person FROM gate.members_with(c.team_id, 'work_cases') AS m)
          AND c.case_id <> ALL (gate.kept_from(u.id))
          AND NOT EXISTS (SELECT FROM public.safeguarding_concernexclusion AS e
                          WHERE e.concern_id = c.id AND e.user_id = u.id)
          AND p_known = (
              c.state NOT IN ('draft', 'void') AND c.subject <> 'staff_allegation' OR u.id = c.raised_by_id
              OR u.id IN (SELECT m.person FROM gate.members_with(c.team_id, 'see_restricted') AS m)
              OR coalesce(u.id = gate.stands_in_for(c.id), false) OR u.id = ANY (gate.named_beside(c.id)))
        ORDER BY u.display_name, u.id)
$$""",
    to=(),
)
# Whom the one person who knows of it may name: nobody, while somebody else knows.
MAY_BE = definer(
    """
CREATE OR REPLACE FUNCTION gate.may_be_second(p_concern uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    IF NOT gate.knows_concern(p_concern, 'work_cases') OR gate.beside(p_concern, who, true) <> '{}' OR NOT EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        WHERE c.id = p_concern AND (c.team_id = ANY (gate.teams_where('approve_referrals'))
                                    OR coalesce(gate.in_a_managers_place(c.id) = who, false))) THEN
        RETURN '{}';
    END IF;
    RETURN gate.beside(p_concern, who, false);
END $$"""
)
KNOWS = definer(
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
              ELSE gate.stands_in_for(c.id) = who OR who = ANY (gate.named_beside(c.id)) END);
END $$""",
    to=(),
)
STOOD_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.concerns_stood_in() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    team uuid;
    manager uuid;
    taken uuid[];
    found uuid[] := ARRAY(
        SELECT DISTINCT s.concern_id FROM public.safeguarding_step AS s
        WHERE (s.second_person_id = who OR s.recorded_by_id = who) AND s.move IN ('name_second', 'void', 'restore')
          AND who = ANY (gate.named_beside(s.concern_id)));
BEGIN
    FOREACH team IN ARRAY gate.held(who, 'work_cases') LOOP
        SELECT u.id INTO manager FROM gate.members_with(team, 'see_restricted') AS m
        JOIN public.teams_user AS u ON u.id = m.person AND u.is_active ORDER BY u.id LIMIT 1;
        CONTINUE WHEN manager = who;
        taken := CASE WHEN manager IS NULL THEN '{}' ELSE gate.kept_from(manager) END;
        found := found || ARRAY(
            SELECT c.id FROM public.safeguarding_concern AS c
            WHERE c.team_id = team AND c.raised_by_id <> who
              AND (manager IS NULL OR c.state = 'void' OR c.case_id = ANY (taken) OR c.id IN (
                  SELECT e.concern_id FROM public.safeguarding_concernexclusion AS e WHERE e.user_id = manager))
              AND gate.stands_in_for(c.id) = who);
    END LOOP;
    RETURN found;
END $$"""
)
FOLLOWS = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.step_follows() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    who uuid := gate.actor_id();
    ending text;
    discussed timestamptz;
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
    discussed := (SELECT max(d.recorded_at) FROM public.safeguarding_discussion AS d
                  WHERE d.concern_id = c.id AND NOT d.retrospective AND d.rota <> 'child_in_home'
                    AND d.recorded_at >= since);
    child := c.subject = 'adult' AND c.child_in_home IS TRUE;
    child_discussed := EXISTS (SELECT FROM public.safeguarding_discussion AS d
                               WHERE d.concern_id = c.id AND d.rota = 'child_in_home' AND d.recorded_at >= since);
    SELECT count(*), count(DISTINCT a.manager_id) INTO tried, people
    FROM public.safeguarding_attempt AS a
    WHERE a.concern_id = c.id AND a.result <> 'conflict' AND a.rota <> 'child_in_home' AND a.recorded_at >= since;
    stands := CASE
        WHEN NEW.move IN ('discussed_refer', 'discussed_not_refer', 'disagree') THEN discussed IS NOT NULL
        WHEN NEW.move IN ('refer_verbal', 'refer_written') THEN (
            SELECT a.approved FROM public.safeguarding_approval AS a
            WHERE a.concern_id = c.id AND a.recorded_at >= discussed ORDER BY a.recorded_at DESC, a.id DESC LIMIT 1)
        WHEN NEW.move IN ('refer_now', 'refer_now_written') THEN
            discussed IS NOT NULL AND NEW.belief AND NEW.reason IS NOT NULL
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
        WHEN NEW.move = 'name_second' THEN
            NEW.reason IS NOT NULL AND NEW.second_person_id = ANY (gate.may_be_second(c.id))
        WHEN NEW.move IN ('void', 'restore') THEN
            (c.team_id = ANY (gate.teams_where('approve_referrals'))
             OR coalesce(gate.in_a_managers_place(c.id) = who, false))
            AND NEW.second_person_id IS NOT NULL
            AND NEW.second_person_id <> who AND c.team_id = ANY (gate.held(NEW.second_person_id, 'work_cases'))
            AND EXISTS (SELECT FROM public.safeguarding_step AS s
                        WHERE s.concern_id = c.id AND s.move = 'ask_' || NEW.move
                          AND s.recorded_by_id = NEW.second_person_id AND {SINCE_IT_MOVED})
        WHEN NEW.move IN ('ask_void', 'ask_restore') THEN NEW.reason IS NOT NULL
        ELSE true END;
    IF stands IS NOT TRUE  -- what is not known does not stand
       OR NEW.second_person_id IS NOT NULL AND NEW.move NOT IN ('name_second', 'void', 'restore') THEN
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
    dependencies = [("safeguarding", "0045_one_of_one_moment")]
    operations = [
        NAMED,
        BESIDE,
        MAY_BE,
        KNOWS,
        STOOD_IN,
        FOLLOWS,
        migrations.RunSQL(
            "INSERT INTO vault.safeguarding_pair VALUES ('name_second', 'draft', 'draft'),"
            " ('name_second', 'raised', 'raised'), ('name_second', 'void', 'void')"
        ),
    ]
