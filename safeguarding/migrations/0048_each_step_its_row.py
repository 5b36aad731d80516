"""A step that says that somebody was reached, heard, asked or answered has the row that says so, and each row serves one
step: no state is jumped by a step alone, and no discussion or reply is used twice. What is written says no time that is still
to come; what is owed is owed because of something. Whom a concern is about is said as it begins."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

# Steps, and the rows that each of them takes one of.
ANY = "concern_id IS NOT NULL"
ROWS = (
    (("attempt",), "attempt", "rota <> 'child_in_home'"),
    (("child_attempt",), "attempt", "rota = 'child_in_home'"),
    (("discussed_refer", "discussed_not_refer", "disagree", "retrospective"), "discussion", "rota <> 'child_in_home'"),
    (("child_discussed",), "discussion", "rota = 'child_in_home'"),
    (("approve", "not_approve", "approve_afterwards"), "approval", ANY),
    (("acknowledge",), "reply", "kind = 'acknowledged'"),
    (("decide", "resolve"), "reply", "kind = 'decided'"),
    (("escalate", "next_stage"), "stage", ANY),
)
TAKES = "\n".join(
    f"""    IF NEW.move = ANY ('{{{",".join(moves)}}}') THEN
        moves := '{{{",".join(moves)}}}';
        said := (SELECT count(*) FROM public.safeguarding_{table} AS r WHERE r.concern_id = NEW.concern_id AND r.{which});
    END IF;"""
    for moves, table, which in ROWS
)
TAKEN = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.step_has_its_row() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moves text[];
    said integer;
BEGIN
{TAKES}
    IF said <= (SELECT count(*) FROM public.safeguarding_step AS s
                WHERE s.concern_id = NEW.concern_id AND s.move = ANY (moves)) THEN
        RAISE EXCEPTION 'what this step says has a row of its own' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
MET = definer(
    """
CREATE OR REPLACE FUNCTION gate.duty_is_met() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.met_at := NULL;
        NEW.chased := 0;
        -- Somebody may be named within the discussion that is owed: it is owed after what went ahead of it alone.
        IF NEW.kind = 'retrospective' AND NOT EXISTS (
            SELECT FROM public.safeguarding_step AS s
            WHERE s.concern_id = NEW.concern_id AND s.recorded_at >= gate.round_began(NEW.concern_id)
              AND s.move IN ('emergency', 'emergency_verbal', 'emergency_written', 'unavailable_verbal', 'unavailable_written'))
           OR NEW.kind = 'child_discussion' AND NOT EXISTS (
            SELECT FROM public.safeguarding_concern AS c
            WHERE c.id = NEW.concern_id AND c.subject = 'adult' AND c.child_in_home IS TRUE) THEN
            RAISE EXCEPTION 'nothing of this is owed' USING ERRCODE = '23514';
        END IF;
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
# When a packet was put decides whether information governance is still waited for; a mark is taken back once, now.
STAMPS = sql(
    """CREATE FUNCTION gate.stamp_given_at() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.given_at := gate.clock();
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.stamp_given_at() FROM PUBLIC",
    """CREATE TRIGGER a_given BEFORE INSERT ON safeguarding_packet
       FOR EACH ROW WHEN (current_user = 'pps_app') EXECUTE FUNCTION gate.stamp_given_at()""",
    """CREATE FUNCTION gate.stamp_taken_back_at() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.taken_back_at := coalesce(OLD.taken_back_at, gate.clock());
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.stamp_taken_back_at() FROM PUBLIC",
    """CREATE TRIGGER taken_back BEFORE UPDATE ON safeguarding_injury
       FOR EACH ROW WHEN (current_user = 'pps_app') EXECUTE FUNCTION gate.stamp_taken_back_at()""",
    """CREATE TRIGGER takes_its_row BEFORE INSERT ON safeguarding_step
       FOR EACH ROW EXECUTE FUNCTION gate.step_has_its_row()""",
    "GRANT SELECT ON safeguarding_reply, safeguarding_stage TO pps_definer",
    "REVOKE UPDATE (subject) ON safeguarding_concern FROM pps_app",
)


def not_ahead(model: str, column: str, name: str) -> migrations.AddConstraint:
    """What is written down has happened."""
    happened = models.Q((f"{column}__lte", models.F("recorded_at")))
    return migrations.AddConstraint(model, models.CheckConstraint(condition=happened, name=name))


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0047_words_of_any_age")]
    operations = [
        TAKEN,
        MET,
        STAMPS,
        not_ahead("concern", "aware_at", "nobody_knows_before_they_do"),
        not_ahead("attempt", "at", "no_attempt_in_the_future"),
        not_ahead("reply", "at", "no_reply_in_the_future"),
    ]
