"""What was permitted, and what was asked for, goes with whoever two records turn out to be."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

RIGHTS = sql(
    "GRANT UPDATE (grantor_id, acts_for_id, subjects) ON consent_consent TO pps_definer",
    "GRANT UPDATE (subjects) ON consent_informationrequest TO pps_definer",
)
# What one of the two took back is taken back by both: what came on it goes where it would have gone then.
FOLLOW = definer(
    """
CREATE OR REPLACE FUNCTION gate.decisions_follow_their_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved uuid[] := ARRAY(SELECT c.id FROM public.consent_consent AS c WHERE c.grantor_id = NEW.earlier_id);
    gone uuid[];
BEGIN
    UPDATE public.consent_consent AS c SET grantor_id = NEW.person_id WHERE c.grantor_id = NEW.earlier_id;
    UPDATE public.consent_consent AS c SET acts_for_id = NEW.person_id WHERE c.acts_for_id = NEW.earlier_id;
    UPDATE public.consent_consent AS c SET subjects = gate.named_once(c.subjects, NEW.earlier_id, NEW.person_id)
    WHERE c.case_id = NEW.case_id AND NEW.earlier_id = ANY (c.subjects);
    UPDATE public.consent_informationrequest AS r
    SET subjects = gate.named_once(r.subjects, NEW.earlier_id, NEW.person_id)
    WHERE r.case_id = NEW.case_id AND NEW.earlier_id = ANY (r.subjects);
    WITH taken AS (
        UPDATE public.consent_arrival AS a SET held = 'quarantine', quarantined_at = gate.clock()
        FROM public.consent_consent AS g, public.consent_consent AS w
        WHERE a.rests_on_id = g.id AND a.case_id = NEW.case_id AND a.held = 'case' AND NOT a.from_service_user
          AND w.case_id = g.case_id AND (g.id = ANY (moved)) <> (w.id = ANY (moved))
          AND (gate.takes_back(w, g)
               OR w.decision = 'refused' AND w.recorded_at > g.recorded_at
                  AND (g.grantor_id, g.recipient_id, g.purpose, g.way)
                      = (w.grantor_id, w.recipient_id, w.purpose, w.way))
          AND (w.decision <> 'partly_withdrawn' OR a.categories && w.categories)
        RETURNING a.id)
    SELECT array_agg(DISTINCT t.id) INTO gone FROM taken AS t;
    IF gone IS NOT NULL THEN
        PERFORM gate.write_event('arrivals_held', gone, ARRAY[NEW.team_id], '');
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
# Whom a decision is about, with one of them called by another name, and nobody twice.
NAMED_ONCE = definer(
    """
CREATE OR REPLACE FUNCTION gate.named_once(p_whom uuid[], p_gone uuid, p_stays uuid) RETURNS uuid[]
LANGUAGE sql IMMUTABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(w.who ORDER BY w.first)
    FROM (SELECT each.who, min(each.place) AS first
          FROM unnest(array_replace(p_whom, p_gone, p_stays)) WITH ORDINALITY AS each (who, place)
          GROUP BY each.who) AS w
$$""",
    to=(),
)
TRIGGER = sql(
    """CREATE TRIGGER decisions AFTER INSERT ON cases_personmerging
       FOR EACH ROW EXECUTE FUNCTION gate.decisions_follow_their_person()"""
)


class Migration(migrations.Migration):
    dependencies = [("consent", "0011_demands_guarded"), ("cases", "0062_people_made_one")]
    operations = [RIGHTS, NAMED_ONCE, FOLLOW, TRIGGER]
