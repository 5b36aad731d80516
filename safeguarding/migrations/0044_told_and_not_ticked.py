"""Whether the parent was told, and if not why, is what the concern says of it, and no tick (T12 to T15, T24): the duty is met
by that answer, and closing asks for it. What was met stays met, at the moment at which it was; nothing is due and met at once."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

# A concern that is over owes nothing more: what closes or voids it meets what was left.
MET = definer(
    """
CREATE OR REPLACE FUNCTION gate.duty_is_met() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.met_at := NULL;
        NEW.chased := 0;
        RETURN NEW;
    END IF;
    IF OLD.met_at IS NOT NULL THEN
        NEW.met_at := OLD.met_at;
    ELSIF NEW.met_at IS NOT NULL THEN
        NEW.met_at := gate.clock();
        IF NEW.kind = 'parent' AND NOT EXISTS (
            SELECT FROM public.safeguarding_concern AS c
            WHERE c.id = NEW.concern_id AND (c.parent_told NOT IN ('', 'later') OR c.state IN ('closed', 'void'))) THEN
            RAISE EXCEPTION 'it is said whether the parent was told' USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
OWED = definer(
    """
CREATE OR REPLACE FUNCTION gate.what_was_owed_is_done() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    since timestamptz := gate.round_began(NEW.concern_id);
    urgent timestamptz;
    spoken timestamptz;
BEGIN
    SELECT max(s.recorded_at) FILTER (WHERE s.move IN ('emergency', 'unavailable_verbal', 'unavailable_written')),
           max(s.recorded_at) FILTER (WHERE s.move <> 'unavailable_written')
    INTO urgent, spoken
    FROM public.safeguarding_step AS s
    WHERE s.concern_id = NEW.concern_id AND s.recorded_at >= since
      AND s.move IN ('emergency', 'unavailable_verbal', 'unavailable_written', 'refer_verbal', 'refer_now', 'emergency_verbal')
      AND NOT (s.move = 'emergency' AND EXISTS (
        SELECT FROM public.safeguarding_step AS b
        WHERE b.concern_id = s.concern_id AND b.move = 'no_call' AND b.recorded_at >= s.recorded_at
          AND NOT EXISTS (
            SELECT FROM public.safeguarding_step AS e
            WHERE e.concern_id = s.concern_id AND e.move IN ('emergency', 'emergency_verbal', 'emergency_written')
              AND e.recorded_at > s.recorded_at AND e.recorded_at < b.recorded_at)));
    IF urgent IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.safeguarding_discussion AS d
        WHERE d.concern_id = NEW.concern_id AND d.rota <> 'child_in_home' AND d.recorded_at >= since)
       OR spoken IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.safeguarding_referral AS r
        WHERE r.concern_id = NEW.concern_id AND r.in_writing AND r.recorded_at >= spoken)
       OR EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        WHERE c.id = NEW.concern_id AND (c.parent_told = 'later' OR c.parent_told = '' AND EXISTS (
            SELECT FROM public.safeguarding_referral AS r WHERE r.concern_id = c.id AND r.recorded_at >= since))) THEN
        RAISE EXCEPTION 'what was owed is still to be done' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0043_words_taken_apart")]
    operations = [
        MET,
        OWED,
        sql(
            "CREATE TRIGGER met BEFORE INSERT OR UPDATE ON safeguarding_duty FOR EACH ROW"
            " WHEN (current_user = 'pps_app') EXECUTE FUNCTION gate.duty_is_met()",
            "REVOKE UPDATE (chased) ON safeguarding_duty FROM pps_app",
        ),
    ]
