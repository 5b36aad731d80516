"""The written referral can follow when the authority has answered the telephone call already: until it does, the concern
cannot be closed (T13)."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

STATES = ("referred", "acknowledged", "decided", "escalated", "monitoring")
# A move that refers is written with its referral, and the referral with its disclosure, in one transaction.
REFERS = definer(
    """
CREATE OR REPLACE FUNCTION gate.referral_is_whole() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.move IN ('unavailable_verbal', 'unavailable_written', 'refer_now', 'refer_now_written', 'refer_verbal',
                    'refer_written', 'emergency_verbal', 'emergency_written', 'confirm_written', 'late_written') THEN
        IF NOT EXISTS (
            SELECT FROM public.safeguarding_referral AS r JOIN public.cases_disclosure AS d ON d.id = r.disclosure
            WHERE r.step_id = NEW.id AND r.concern_id = NEW.concern_id AND d.case_id = NEW.case_id
              AND d.made_in = NEW.made_in) THEN
            RAISE EXCEPTION 'a referral is written with its disclosure' USING ERRCODE = '23514';
        END IF;
        IF NOT EXISTS (SELECT FROM public.safeguarding_concern AS c
                       WHERE c.id = NEW.concern_id AND c.parent_told <> '') THEN
            RAISE EXCEPTION 'whether the parent was told is said' USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0014_whose_word_is_due")]
    operations = [
        sql(
            "INSERT INTO vault.safeguarding_pair VALUES "
            + ", ".join(f"('late_written', '{state}', '{state}')" for state in STATES)
        ),
        REFERS,
    ]
