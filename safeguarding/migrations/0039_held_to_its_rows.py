"""What a concern stands on is of that concern, and says whose it is: somebody is named to the account that its recipient
is, a manager approves, a referral has its step and its disclosure, a packet its discussion, and a notice its duty. What was
owed after an emergency is done, and not only ticked, before the concern is closed."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

REFERRING = (
    "'unavailable_verbal', 'unavailable_written', 'refer_now', 'refer_now_written', 'refer_verbal', 'refer_written',"
    " 'emergency_verbal', 'emergency_written', 'confirm_written', 'late_written'"
)
NAMINGS = "'D5a', 'D9a', 'D11a'"
OF_A_REFERRAL = "'D4', 'D5', 'D9', 'D11', 'D11b'"

KEYS = sql(
    *(
        f"ALTER TABLE safeguarding_{table} ADD CONSTRAINT {table}_and_concern UNIQUE (id, concern_id)"
        for table in ("step", "duty", "discussion")
    ),
    *(
        f"ALTER TABLE safeguarding_{table} ADD CONSTRAINT {table}_{column}_is_of_the_concern"
        f" FOREIGN KEY ({column}_id, concern_id) REFERENCES safeguarding_{column} (id, concern_id)"
        for table, column in (("referral", "step"), ("notice", "duty"), ("packet", "discussion"))
    ),
    *(
        f"ALTER TABLE safeguarding_{table} ADD CONSTRAINT {table}_disclosure_is_of_the_case"
        " FOREIGN KEY (disclosure, case_id) REFERENCES cases_disclosure (id, case_id)"
        for table in ("referral", "discussion")
    ),
)
# Whose turn it was is asked of the account that the recipient is; what was minted for a referral goes with one.
PROVEN = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.proof_is_of_its_concern() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW."row" IN ({NAMINGS}) AND NOT EXISTS (
        SELECT FROM public.cases_recipient AS r
        WHERE r.id = NEW.recipient_id AND r.account_id IS NOT NULL AND gate.may_be_named_to(NEW.source, r.account_id)) THEN
        RAISE EXCEPTION 'somebody is named to whose turn it is' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
GOES = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.proof_goes_with_its_referral() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW."row" IN ({OF_A_REFERRAL}) AND NOT EXISTS (
        SELECT FROM public.safeguarding_referral AS r
        WHERE r.disclosure = NEW.disclosure_id AND r.concern_id = NEW.source) THEN
        RAISE EXCEPTION 'a referral is written with its disclosure' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
REFERRED = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.referral_has_its_step() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.safeguarding_step AS s
        JOIN public.cases_sharingproof AS p
            ON p.source = s.concern_id AND p.kind = 'safeguarding' AND p.made_in = s.made_in
        WHERE s.id = NEW.step_id AND s.concern_id = NEW.concern_id AND s.move IN ({REFERRING})
          AND s.made_in = pg_current_xact_id() AND p.disclosure_id = NEW.disclosure) THEN
        RAISE EXCEPTION 'a referral has the step that made it, and the disclosure that it is' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
DISCUSSED = definer(
    f"""
CREATE OR REPLACE FUNCTION gate.discussion_names_on_the_record() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.disclosure IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.cases_sharingproof AS p
        JOIN public.cases_recipient AS r ON r.id = p.recipient_id AND r.account_id = NEW.manager_id
        WHERE p.disclosure_id = NEW.disclosure AND p.source = NEW.concern_id AND p."row" IN ({NAMINGS})) THEN
        RAISE EXCEPTION 'nobody was named to them by this' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# The manager's own word, and never the raiser's (A1 to A3); said before or after it went, as it stands.
APPROVES = definer(
    """
CREATE OR REPLACE FUNCTION gate.managers_approve() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        WHERE c.id = NEW.concern_id AND c.raised_by_id <> gate.actor_id()
          AND c.team_id = ANY (gate.teams_where('approve_referrals'))
          AND NEW.before_referral = (c.state NOT IN ('referred_verbal', 'referred', 'acknowledged', 'decided', 'escalated')))
    THEN
        RAISE EXCEPTION 'a manager who did not raise it approves' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# Put to whoever it was discussed with, or of an adult to information governance; and their own word is theirs to give.
PUT = definer(
    """
CREATE OR REPLACE FUNCTION gate.packet_is_put_to_its_reader() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.confirmed_at IS NOT NULL OR NEW.differently IS NOT NULL OR NEW.answer IS NOT NULL OR NEW.again_at IS NOT NULL
       OR NOT EXISTS (
        SELECT FROM public.safeguarding_discussion AS d
        JOIN public.safeguarding_concern AS c ON c.id = d.concern_id
        WHERE d.id = NEW.discussion_id AND d.concern_id = NEW.concern_id AND d.named = NEW.named
          AND (d.manager_id = NEW.manager_id
               OR c.subject = 'adult' AND d.rota <> 'child_in_home' AND gate.is_of_governance(d.team_id, NEW.manager_id))) THEN
        RAISE EXCEPTION 'a packet is put to whoever it was discussed with' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# What an emergency, or a referral that nobody was reached for, leaves behind it is asked of what was done since.
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
        WHERE r.concern_id = NEW.concern_id AND r.in_writing AND r.recorded_at >= spoken) THEN
        RAISE EXCEPTION 'what was owed is still to be done' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
BEFORE = (
    ("cases_sharingproof", "of_its_concern", "proof_is_of_its_concern", "NEW.kind = 'safeguarding'"),
    ("safeguarding_referral", "has_its_step", "referral_has_its_step", ""),
    ("safeguarding_discussion", "names", "discussion_names_on_the_record", ""),
    ("safeguarding_approval", "by_a_manager", "managers_approve", ""),
    ("safeguarding_packet", "put_to", "packet_is_put_to_its_reader", ""),
    ("safeguarding_step", "owed", "what_was_owed_is_done", "NEW.move = 'close'"),
)
TRIGGERS = sql(
    "CREATE TRIGGER a_made_in BEFORE INSERT ON safeguarding_step FOR EACH ROW EXECUTE FUNCTION gate.stamp_made_in()",
    *(
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW"
        f"{f' WHEN ({when})' if when else ''} EXECUTE FUNCTION gate.{function}()"
        for table, name, function, when in BEFORE
    ),
    """CREATE CONSTRAINT TRIGGER goes AFTER INSERT ON cases_sharingproof DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (NEW.kind = 'safeguarding') EXECUTE FUNCTION gate.proof_goes_with_its_referral()""",
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0038_left_about_two_files"), ("cases", "0067_whose_account")]
    operations = [KEYS, PROVEN, GOES, REFERRED, DISCUSSED, APPROVES, PUT, OWED, TRIGGERS]
