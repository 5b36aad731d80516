"""Who is kept from a case and who is let into it: policies, and the only functions that write either."""

from django.db import migrations

from cases.migrations._gates import NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

TABLES = ("conflict", "lettingin")
MANAGED = "team_id = ANY ((SELECT gate.teams_where('manage_conflicts'))::uuid[])"

RIGHTS = sql(
    "GRANT SELECT, INSERT, UPDATE ON cases_conflict, cases_lettingin TO pps_definer",
    "GRANT INSERT, UPDATE, DELETE ON cases_caseexclusion, cases_casepermission TO pps_definer",
)
SAME_TEAM = sql(
    *(
        f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_has_the_cases_team"
        " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
        for part in TABLES
    )
)
# Holds for whoever writes, the owner included: what is over stays as it was, and nothing changes hands.
HISTORY = sql(
    """CREATE FUNCTION gate.keep_access_history() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
           OR (NEW.id, NEW.case_id, NEW.team_id, NEW.recorded_at)
              IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.team_id, OLD.recorded_at) THEN
            RAISE EXCEPTION 'who could see a case is kept' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_access_history() FROM PUBLIC",
    *(
        f"CREATE TRIGGER history BEFORE UPDATE OR DELETE ON cases_{part}"
        " FOR EACH ROW EXECUTE FUNCTION gate.keep_access_history()"
        for part in TABLES
    ),
)

# Everything that is taken from somebody, in one place: both gates ask for it about whoever asks.
KEPT_FROM = definer(
    """
CREATE OR REPLACE FUNCTION gate.kept_from(p_who uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT e.case_id FROM public.cases_caseexclusion AS e
        WHERE e.user_id = p_who AND (e.until IS NULL OR e.until > gate.clock()));
END $$""",
    to=(),
)
CONFLICTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.conflicts() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN gate.with_decoys(who, gate.kept_from(who));
END $$"""
)

# The team of a case whose access the actor manages; not there and not theirs are one answer.
MANAGED_TEAM = definer(
    """
CREATE OR REPLACE FUNCTION gate.managed_team(p_case uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid;
BEGIN
    SELECT c.team_id INTO theirs FROM public.cases_case AS c
    WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('manage_conflicts'))
      AND c.id <> ALL (gate.excluded_cases());
    IF theirs IS NULL THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    RETURN theirs;
END $$""",
    to=(),
)
# One write of the conflict and of what both gates read; for the functions below only.
WRITE_CONFLICT = definer(
    """
CREATE OR REPLACE FUNCTION gate.write_conflict(
    p_id uuid, p_case uuid, p_team uuid, p_colleague uuid, p_kind text, p_mitigation text, p_origin text,
    p_reason bytea, p_until timestamptz, p_review date, p_reviewed boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.cases_conflict (
        id, case_id, team_id, colleague_id, kind, mitigation, origin, reason, until, review_due,
        recorded_at, recorded_by_id, reviewed_at, reviewed_by_id)
    VALUES (
        p_id, p_case, p_team, p_colleague, p_kind, p_mitigation, p_origin, p_reason, p_until, p_review,
        gate.clock(), gate.actor_id(),
        CASE WHEN p_reviewed THEN gate.clock() END, CASE WHEN p_reviewed THEN gate.actor_id() END);
    IF p_mitigation = 'block' THEN
        INSERT INTO public.cases_caseexclusion (id, user_id, case_id, until, source)
        VALUES (gen_random_uuid(), p_colleague, p_case, p_until, p_id);
    END IF;
    PERFORM gate.write_event('access_changed', ARRAY[p_case, p_id], ARRAY[p_team], 'conflict');
END $$""",
    to=(),
)
RECORD_CONFLICT = definer(
    """
CREATE OR REPLACE FUNCTION gate.record_conflict(
    p_id uuid, p_case uuid, p_colleague uuid, p_kind text, p_mitigation text, p_reason bytea, p_until timestamptz,
    p_review date) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_case);
BEGIN
    IF p_colleague = gate.actor_id() THEN
        RAISE EXCEPTION 'nobody decides about themselves' USING ERRCODE = '42501';
    END IF;
    IF NOT EXISTS (SELECT FROM gate.who_sees(p_case) AS w WHERE w.person = p_colleague) THEN
        RAISE EXCEPTION 'nobody who could see the case' USING ERRCODE = 'P0002';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(p_case::text, 0));  -- two managers at once: one after the other
    IF EXISTS (SELECT FROM public.cases_conflict AS c
               WHERE c.case_id = p_case AND c.colleague_id = p_colleague AND c.ended_at IS NULL
                 AND (c.until IS NULL OR c.until > gate.clock())) THEN
        RAISE EXCEPTION 'recorded already' USING ERRCODE = '55000';
    END IF;
    PERFORM gate.write_conflict(p_id, p_case, theirs, p_colleague, p_kind, p_mitigation, 'manager', p_reason, p_until,
                                p_review, true);
END $$"""
)
# Whoever works on a case may say that they should not; it is taken from them at once, and a manager reviews it.
DECLARE_CONFLICT = definer(
    """
CREATE OR REPLACE FUNCTION gate.declare_conflict(p_id uuid, p_case uuid, p_kind text, p_reason bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid;
BEGIN
    SELECT c.team_id INTO theirs FROM public.cases_case AS c
    WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('work_cases')) AND c.id <> ALL (gate.excluded_cases());
    IF theirs IS NULL THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_conflict(p_id, p_case, theirs, gate.actor_id(), p_kind, 'block', 'declared', p_reason, NULL,
                                NULL, false);
END $$"""
)
# A live conflict that the actor may decide about, locked.
CONFLICT_TO_DECIDE = definer(
    """
CREATE OR REPLACE FUNCTION gate.conflict_to_decide(p_id uuid) RETURNS public.cases_conflict
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.cases_conflict;
BEGIN
    SELECT * INTO found FROM public.cases_conflict AS c WHERE c.id = p_id FOR UPDATE;
    PERFORM gate.managed_team(found.case_id);
    IF found.colleague_id = gate.actor_id() THEN
        RAISE EXCEPTION 'nobody decides about themselves' USING ERRCODE = '42501';
    END IF;
    IF found.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'already ended' USING ERRCODE = '55000';
    END IF;
    RETURN found;
END $$""",
    to=(),
)
REVIEW_CONFLICT = definer(
    """
CREATE OR REPLACE FUNCTION gate.review_conflict(
    p_id uuid, p_mitigation text, p_until timestamptz, p_review date) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.cases_conflict := gate.conflict_to_decide(p_id);
BEGIN
    UPDATE public.cases_conflict AS c
    SET mitigation = p_mitigation, until = p_until, review_due = p_review, reviewed_at = gate.clock(),
        reviewed_by_id = gate.actor_id()
    WHERE c.id = p_id;
    DELETE FROM public.cases_caseexclusion AS e WHERE e.source = p_id;
    IF p_mitigation = 'block' THEN
        INSERT INTO public.cases_caseexclusion (id, user_id, case_id, until, source)
        VALUES (gen_random_uuid(), found.colleague_id, found.case_id, p_until, p_id);
    END IF;
    PERFORM gate.write_event('access_changed', ARRAY[found.case_id, p_id], ARRAY[found.team_id], 'conflict reviewed');
END $$"""
)
END_CONFLICT = definer(
    """
CREATE OR REPLACE FUNCTION gate.end_conflict(p_id uuid, p_reason bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.cases_conflict := gate.conflict_to_decide(p_id);
BEGIN
    UPDATE public.cases_conflict AS c
    SET ended_at = gate.clock(), ended_by_id = gate.actor_id(), end_reason = p_reason WHERE c.id = p_id;
    DELETE FROM public.cases_caseexclusion AS e WHERE e.source = p_id;
    PERFORM gate.write_event('access_changed', ARRAY[found.case_id, p_id], ARRAY[found.team_id], 'conflict ended');
END $$"""
)

# Letting in: colleagues who see the cases of another team of the same service, and nobody else, for 90 days at most.
GUESTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.guests_for(p_team uuid) RETURNS TABLE (person uuid, name text, team text)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_team <> ALL (gate.teams_where('manage_conflicts')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY
        SELECT DISTINCT ON (u.display_name, u.id) u.id, u.display_name::text, t.name::text
        FROM public.teams_team AS mine
        JOIN public.teams_team AS t ON t.service = mine.service AND t.id <> mine.id
        JOIN public.teams_membership AS m ON m.team_id = t.id AND m.state = 'current'
        JOIN public.teams_user AS u ON u.id = m.user_id
        WHERE mine.id = p_team AND t.id = ANY (gate.held(u.id, 'see_cases'))
          AND p_team <> ALL (gate.held(u.id, 'see_cases'))
        ORDER BY u.display_name, u.id, t.name;
END $$"""
)
# Whoever was ever let in by one's own team, so that the team's managers read their name and not a number.
GUESTS_EVER = definer(
    """
CREATE OR REPLACE FUNCTION gate.guests_ever() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    managed uuid[] := gate.teams_where('manage_conflicts');
BEGIN
    RETURN ARRAY(SELECT DISTINCT l.guest_id FROM public.cases_lettingin AS l WHERE l.team_id = ANY (managed));
END $$"""
)
CLOSE_LETTING_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.close_letting_in(p_case uuid, p_guest uuid, p_by uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.cases_lettingin AS l SET ended_at = gate.clock(), ended_by_id = p_by
    WHERE l.case_id = p_case AND l.guest_id = p_guest AND l.ended_at IS NULL AND l.until > gate.clock();
    DELETE FROM public.cases_casepermission AS g WHERE g.content_object_id = p_case AND g.user_id = p_guest;
END $$""",
    to=(),
)
LET_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.let_in(p_id uuid, p_case uuid, p_guest uuid, p_until timestamptz, p_reason bytea)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_case);
BEGIN
    IF p_until IS NULL OR p_until <= gate.clock() OR p_until > gate.clock() + interval '91 days' THEN
        RAISE EXCEPTION 'not for so long' USING ERRCODE = '22023';
    END IF;
    IF NOT EXISTS (SELECT FROM gate.guests_for(theirs) AS g WHERE g.person = p_guest) THEN
        RAISE EXCEPTION 'nobody of this service' USING ERRCODE = 'P0002';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(p_case::text, 0));
    IF p_case = ANY (gate.kept_from(p_guest)) THEN
        RAISE EXCEPTION 'kept from the case' USING ERRCODE = '55000';
    END IF;
    PERFORM gate.close_letting_in(p_case, p_guest, gate.actor_id());
    INSERT INTO public.cases_casepermission (id, user_id, content_object_id, until, permission_id)
    SELECT gen_random_uuid(), p_guest, p_case, p_until, p.id FROM public.auth_permission AS p
    JOIN public.django_content_type AS t ON t.id = p.content_type_id AND t.app_label = 'cases' AND t.model = 'case'
    WHERE p.codename = 'see_case';
    INSERT INTO public.cases_lettingin (id, case_id, team_id, guest_id, until, reason, recorded_at, recorded_by_id)
    VALUES (p_id, p_case, theirs, p_guest, p_until, p_reason, gate.clock(), gate.actor_id());
    PERFORM gate.write_event('access_changed', ARRAY[p_case, p_id], ARRAY[theirs], 'let in');
END $$"""
)
END_LETTING_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.end_letting_in(p_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found public.cases_lettingin;
BEGIN
    SELECT * INTO found FROM public.cases_lettingin AS l WHERE l.id = p_id FOR UPDATE;
    PERFORM gate.managed_team(found.case_id);
    IF found.ended_at IS NOT NULL OR found.until <= gate.clock() THEN
        RAISE EXCEPTION 'already ended' USING ERRCODE = '55000';
    END IF;
    PERFORM gate.close_letting_in(found.case_id, found.guest_id, gate.actor_id());
    PERFORM gate.write_event('access_changed', ARRAY[found.case_id, p_id], ARRAY[found.team_id], 'letting in ended');
END $$"""
)
# Whoever leaves the service sees no case of it any longer: being let in ends with the membership it rested on.
LEAVING = definer(
    """
CREATE OR REPLACE FUNCTION gate.leaving_ends_letting_in() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    lost uuid;
BEGIN
    FOR lost IN
        SELECT l.case_id FROM public.cases_lettingin AS l JOIN public.teams_team AS t ON t.id = l.team_id
        WHERE l.guest_id = NEW.user_id AND l.ended_at IS NULL AND l.until > gate.clock()
          AND NOT EXISTS (SELECT FROM public.teams_membership AS m JOIN public.teams_team AS o ON o.id = m.team_id
                          WHERE m.user_id = NEW.user_id AND m.state = 'current' AND o.service = t.service)
    LOOP
        PERFORM gate.close_letting_in(lost, NEW.user_id, NEW.ended_by_id);
    END LOOP;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
LEAVING_TRIGGER = sql(
    """CREATE TRIGGER leaving_ends_letting_in AFTER UPDATE OF state ON teams_membership
       FOR EACH ROW WHEN (NEW.state = 'ended') EXECUTE FUNCTION gate.leaving_ends_letting_in()"""
)

# Who can see a case now and who of them is kept from it, worked out by the gates' own functions.
WHO_SEES = definer(
    """
CREATE OR REPLACE FUNCTION gate.who_sees(p_case uuid)
RETURNS TABLE (person uuid, is_guest boolean, until timestamptz, kept boolean, narrowed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_case);
    special boolean := (SELECT c.access_class <> 'standard' FROM public.cases_case AS c WHERE c.id = p_case);
BEGIN
    RETURN QUERY
        SELECT w.who, w.guest, w.ends, p_case = ANY (gate.kept_from(w.who)),
               special AND theirs <> ALL (gate.held(w.who, 'see_restricted'))
        FROM (
            SELECT u.id AS who, false AS guest, NULL::timestamptz AS ends FROM public.teams_user AS u
            WHERE u.id IN (SELECT g.user_id FROM public.teams_teampermission AS g WHERE g.content_object_id = theirs)
              AND theirs = ANY (gate.held(u.id, 'see_cases'))
            UNION ALL
            SELECT g.user_id, true, g.until FROM public.cases_casepermission AS g
            JOIN public.teams_user AS u ON u.id = g.user_id AND u.is_active
            WHERE g.content_object_id = p_case AND (g.until IS NULL OR g.until > gate.clock())
              AND theirs <> ALL (gate.held(g.user_id, 'see_cases'))
        ) AS w;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_conflicts_and_letting_in")]
    operations = [
        RIGHTS,
        SAME_TEAM,
        HISTORY,
        *(row_security(f"cases_{part}") for part in TABLES),
        *(policy(f"cases_{part}", "for_managers", "SELECT", using=MANAGED) for part in TABLES),
        *(
            policy(
                f"cases_{part}",
                "not_taken_away",
                "ALL",
                using=NOT_TAKEN.format(case="case_id", taken="excluded_cases"),
                restrictive=True,
            )
            for part in TABLES
        ),
        grant("SELECT", "cases_conflict, cases_lettingin"),
        KEPT_FROM,
        CONFLICTS,
        MANAGED_TEAM,
        WHO_SEES,
        WRITE_CONFLICT,
        RECORD_CONFLICT,
        DECLARE_CONFLICT,
        CONFLICT_TO_DECIDE,
        REVIEW_CONFLICT,
        END_CONFLICT,
        GUESTS,
        GUESTS_EVER,
        policy("teams_user", "guests_of_ones_cases", "SELECT", using="id = ANY ((SELECT gate.guests_ever())::uuid[])"),
        CLOSE_LETTING_IN,
        LET_IN,
        END_LETTING_IN,
        LEAVING,
        LEAVING_TRIGGER,
    ]
