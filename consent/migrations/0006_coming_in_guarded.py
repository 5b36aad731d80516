"""Nothing is asked for without permission to ask, and what comes without it waits in quarantine, in the database itself.

A request mints its own proof as it goes in. Something that arrives is in a case only while ``gate.may_come_in`` says so;
taking the permission back takes it out again in the same transaction. What is not in a case is the managers'.
"""

from django.db import migrations

from cases.migrations._gates import IN_REACH, MAY_WORK, MINE, NOT_TAKEN, gates
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

MANAGERS = "team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[])"
TAKEN = f"case_id IS NULL OR {NOT_TAKEN.format(case='case_id', taken='excluded_cases')}"
TABLES = ("informationrequest", "requeststep", "arrival", "quarantinedecision")

LINKS = sql(
    *(
        f"ALTER TABLE consent_{table} ADD CONSTRAINT {table}_has_the_cases_team"
        " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
        for table in TABLES
    ),
    "ALTER TABLE consent_informationrequest ADD CONSTRAINT request_and_case UNIQUE (id, case_id)",
    "ALTER TABLE consent_arrival ADD CONSTRAINT arrival_and_team UNIQUE (id, team_id)",
    "ALTER TABLE cases_task ADD CONSTRAINT task_and_case UNIQUE (id, case_id)",
    *(
        f"ALTER TABLE consent_{table} ADD CONSTRAINT {table}_{column}_is_of_the_case"
        f" FOREIGN KEY ({column}_id, case_id) REFERENCES {other} (id, case_id){late}"
        for table, column, other, late in (
            ("informationrequest", "holder", "cases_recipient", ""),
            ("informationrequest", "rests_on", "consent_consent", ""),
            ("informationrequest", "task", "cases_task", ""),
            ("informationrequest", "disclosure", "cases_disclosure", " DEFERRABLE INITIALLY DEFERRED"),
            ("requeststep", "request", "consent_informationrequest", ""),
            ("arrival", "holder", "cases_recipient", ""),
            ("arrival", "request", "consent_informationrequest", ""),
            ("arrival", "rests_on", "consent_consent", ""),
            ("quarantinedecision", "rests_on", "consent_consent", ""),
        )
    ),
    "ALTER TABLE consent_quarantinedecision ADD CONSTRAINT decision_is_of_the_arrivals_team"
    " FOREIGN KEY (arrival_id, team_id) REFERENCES consent_arrival (id, team_id)",
    # A part of a key that is missing would switch the key off.
    "ALTER TABLE consent_arrival ADD CONSTRAINT only_a_case_has_holders CHECK"
    " (case_id IS NOT NULL OR holder_id IS NULL AND request_id IS NULL AND rests_on_id IS NULL)",
    *(
        f"CREATE TRIGGER a_stamped BEFORE INSERT ON consent_{table}"
        " FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()"
        for table in TABLES
    ),
    "GRANT SELECT ON consent_informationrequest, consent_requeststep, consent_arrival, consent_quarantinedecision"
    " TO pps_definer",
    "GRANT UPDATE (held, quarantined_at, holder_id, rests_on_id, categories) ON consent_arrival TO pps_definer",
)

# Asking tells them that there is a case: the request is decided as ``gate.decide`` decides any telling, and what it says
# is the proof of the disclosure that is written with it (R-C7-1, D45).
PERMITTED = definer(
    """
CREATE OR REPLACE FUNCTION gate.request_is_permitted() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g public.consent_consent;
    kind text;
    young uuid[];
BEGIN
    SELECT * INTO g FROM public.consent_consent AS c WHERE c.id = NEW.rests_on_id AND c.case_id = NEW.case_id;
    IF NOT FOUND OR NOT gate.works_on(g.case_id) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.in_turn(g.recipient_id);
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = NEW.holder_id AND r.case_id = g.case_id;
    young := ARRAY(
        SELECT p.id FROM public.cases_person AS p
        WHERE p.case_id = g.case_id AND (p.is_confider OR p.id = ANY (NEW.subjects))
          AND p.young_person_from <= (gate.clock() AT TIME ZONE 'Europe/London')::date);
    PERFORM gate.mint_proof(NEW.disclosure_id, g.case_id, 'consent', g.id, NEW.holder_id, ARRAY['existence'],
        gate.permission_facts(g.id) || jsonb_build_object(
            'act', 'ask', 'declared', 'consent', 'party', coalesce(kind, 'nobody_known'),
            'categories', to_jsonb(NEW.categories), 'purpose', NEW.purpose, 'purpose_matches', g.purpose = NEW.purpose,
            'past_young_person_date', young <> '{}', 'young_persons_own_word', young = ARRAY[g.grantor_id],
            'only_own', NEW.subjects <> '{}' AND NOT EXISTS (
                SELECT FROM public.cases_person AS p
                WHERE p.id = ANY (NEW.subjects) AND p.role IN ('child', 'young_person', 'unborn')),
            'recipient_matches', g.recipient_id = NEW.holder_id, 'subjects_within', NEW.subjects <@ g.subjects,
            'limits_kept', NEW.limits_kept));
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
STEPS = definer(
    """
CREATE OR REPLACE FUNCTION gate.request_still_waits() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.in_turn(NEW.request_id);
    IF EXISTS (SELECT FROM public.consent_requeststep AS s
               WHERE s.request_id = NEW.request_id AND s.kind IN ('received', 'refused')) THEN
        RAISE EXCEPTION 'nothing is waited for any more' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# Row D44. What was asked for while it was permitted may still come when the permission has since run out; never when it
# was taken back or refused.
MAY_COME_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.may_come_in(
    p_case uuid, p_holder uuid, p_consent uuid, p_request uuid, p_categories text[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g public.consent_consent;
    standing text;
    kind text;
BEGIN
    SELECT * INTO g FROM public.consent_consent AS c
    WHERE c.id = p_consent AND c.case_id = p_case AND c.recipient_id = p_holder;
    IF NOT FOUND OR coalesce(cardinality(p_categories), 0) = 0 THEN
        RETURN false;
    END IF;
    PERFORM gate.in_turn(g.recipient_id);
    standing := gate.permission_stands(g.id);
    IF standing = 'expired' AND EXISTS (
        SELECT FROM public.consent_informationrequest AS r
        WHERE r.id = p_request AND r.case_id = p_case AND r.rests_on_id = g.id AND p_categories <@ r.categories::text[]) THEN
        standing := 'valid';
    END IF;
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = p_holder;
    RETURN gate.decide(gate.permission_facts(g.id) || jsonb_build_object(
        'act', 'receive', 'party', coalesce(kind, 'nobody_known'), 'permission', standing,
        'categories', to_jsonb(p_categories))) LIKE '% allow';
END $$""",
    to=(),
)
LET_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.arrival_is_let_in() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.case_id IS NOT NULL AND NOT gate.works_on(NEW.case_id) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF NEW.held NOT IN ('case', 'quarantine') OR NEW.request_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.consent_informationrequest AS r
        WHERE r.id = NEW.request_id AND r.holder_id = NEW.holder_id) THEN
        RAISE EXCEPTION 'it arrives in a case or in quarantine, from whom it was asked' USING ERRCODE = '23514';
    END IF;
    IF NEW.held = 'case' AND NOT NEW.from_service_user AND NOT gate.may_come_in(
        NEW.case_id, NEW.holder_id, NEW.rests_on_id, NEW.request_id, NEW.categories) THEN
        RAISE EXCEPTION 'it came without permission' USING ERRCODE = '23514';
    END IF;
    NEW.quarantined_at := CASE NEW.held WHEN 'quarantine' THEN gate.clock() END;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# What was taken back, or refused since, covers nothing from that instant, and what came on it leaves the case with it.
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
          AND (g.id = NEW.answers_id
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
DECIDED = definer(
    """
CREATE OR REPLACE FUNCTION gate.quarantine_is_decided() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    a public.consent_arrival;
    whose uuid;
BEGIN
    SELECT * INTO a FROM public.consent_arrival AS t WHERE t.id = NEW.arrival_id FOR UPDATE;
    IF NOT FOUND OR a.team_id <> ALL (gate.teams_where('see_restricted')) OR a.case_id = ANY (gate.excluded_cases()) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF a.held NOT IN ('quarantine', 'safeguarding') OR NEW.case_id IS DISTINCT FROM a.case_id THEN
        RAISE EXCEPTION 'it is not in quarantine' USING ERRCODE = '23514';
    END IF;
    IF NEW.fate = 'kept_with_consent' THEN
        SELECT coalesce(a.holder_id, c.recipient_id) INTO whose FROM public.consent_consent AS c WHERE c.id = NEW.rests_on_id;
        IF a.case_id IS NULL OR NOT gate.may_come_in(a.case_id, whose, NEW.rests_on_id, a.request_id, NEW.categories) THEN
            RAISE EXCEPTION 'nobody agreed to it' USING ERRCODE = '23514';
        END IF;
        UPDATE public.consent_arrival AS t
        SET held = 'case', holder_id = whose, rests_on_id = NEW.rests_on_id, categories = NEW.categories
        WHERE t.id = a.id;
    ELSIF NEW.fate = 'safeguarding' THEN
        UPDATE public.consent_arrival AS t SET held = 'safeguarding' WHERE t.id = a.id;
    ELSIF NEW.fate IN ('returned', 'destroyed') THEN
        DELETE FROM vault.scope_key AS k WHERE k.scope = a.id;
        UPDATE public.consent_arrival AS t SET held = 'gone' WHERE t.id = a.id;
    ELSE
        RAISE EXCEPTION 'no such decision' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
TRIGGERS = sql(
    *(
        f"CREATE TRIGGER {name} {when} INSERT ON consent_{table} FOR EACH ROW {only}EXECUTE FUNCTION gate.{function}()"
        for name, when, table, only, function in (
            ("permitted", "BEFORE", "informationrequest", "", "request_is_permitted"),
            ("still_waits", "BEFORE", "requeststep", "", "request_still_waits"),
            ("let_in", "BEFORE", "arrival", "", "arrival_is_let_in"),
            (
                *("taken_out", "AFTER", "consent"),
                "WHEN (NEW.way = 'in' AND NEW.decision IN ('withdrawn', 'partly_withdrawn', 'refused')) ",
                "arrivals_are_taken_out",
            ),
            ("decided", "BEFORE", "quarantinedecision", "", "quarantine_is_decided"),
        )
    )
)
# Keys: stored once, by whoever wrote the row; given to whoever may see it, on the record.
ADD_KEY = definer(
    """
CREATE OR REPLACE FUNCTION gate.add_incoming_key(p_row uuid, p_wrapped bytea, p_number text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    IF NOT EXISTS (SELECT FROM public.consent_arrival AS a
                   WHERE a.id = p_row AND a.recorded_by_id = who AND a.held <> 'gone')
       AND NOT EXISTS (SELECT FROM public.consent_quarantinedecision AS d WHERE d.id = p_row AND d.recorded_by_id = who) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_row, 'content', 1, p_number, p_wrapped);
END $$"""
)
OPEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_incoming(p_arrivals uuid[], p_decisions uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    seeing uuid[] := gate.teams_where('see_cases');
    managed uuid[] := gate.teams_where('see_restricted');
    taken uuid[] := gate.excluded_cases();
    given uuid[] := gate.let_in_cases();
    allowed uuid[];
    theirs uuid[];
BEGIN
    WITH found AS (
        SELECT a.id, a.team_id FROM public.consent_arrival AS a
        WHERE a.id = ANY (p_arrivals) AND (a.case_id IS NULL OR a.case_id <> ALL (taken))
          AND CASE WHEN a.held = 'case' THEN a.team_id = ANY (seeing) OR a.case_id = ANY (given)
                   ELSE a.team_id = ANY (managed) END
        UNION ALL
        SELECT d.id, d.team_id FROM public.consent_quarantinedecision AS d
        WHERE d.id = ANY (p_decisions) AND (d.case_id IS NULL OR d.case_id <> ALL (taken)) AND d.team_id = ANY (managed))
    SELECT array_agg(f.id), array_agg(DISTINCT f.team_id) INTO allowed, theirs FROM found AS f;
    IF coalesce(cardinality(allowed), 0) < cardinality(p_arrivals) + cardinality(p_decisions) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event('arrivals_read', allowed, theirs, p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (allowed) AND k.purpose = 'content';
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("consent", "0005_coming_in")]
    operations = [
        LINKS,
        *gates("consent_informationrequest", "case_id", author="recorded_by_id"),
        *gates("consent_requeststep", "case_id", author="recorded_by_id"),
        row_security("consent_arrival"),
        policy(
            "consent_arrival",
            "where_it_is_held",
            "SELECT",
            using=f"CASE WHEN held = 'case' THEN {IN_REACH.format(case='case_id')} ELSE {MANAGERS} END",
        ),
        policy("consent_arrival", "not_taken_away", "ALL", using=TAKEN, restrictive=True),
        policy(
            "consent_arrival",
            "added_by_workers",
            "INSERT",
            check=f"{MAY_WORK} AND {MINE.format(column='recorded_by_id')}",
        ),
        grant("SELECT, INSERT", "consent_arrival"),
        row_security("consent_quarantinedecision"),
        policy("consent_quarantinedecision", "for_managers", "SELECT", using=MANAGERS),
        policy("consent_quarantinedecision", "not_taken_away", "ALL", using=TAKEN, restrictive=True),
        policy(
            "consent_quarantinedecision",
            "decided_by_managers",
            "INSERT",
            check=f"{MANAGERS} AND {MINE.format(column='recorded_by_id')}",
        ),
        grant("SELECT, INSERT", "consent_quarantinedecision"),
        PERMITTED,
        STEPS,
        MAY_COME_IN,
        LET_IN,
        TAKEN_OUT,
        DECIDED,
        TRIGGERS,
        ADD_KEY,
        OPEN,
    ]
