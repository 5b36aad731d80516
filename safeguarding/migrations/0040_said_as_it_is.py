"""A disclosure says the basis that the row it stands on is about; a packet closes by itself whatever its end was said to be;
and whoever a concern is kept from discusses nothing of it."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

BASES = {
    "D4": "vital_interests",
    "D5": "public_interest_cp",
    "D5a": "public_interest_cp",
    **dict.fromkeys(("D9", "D9a", "D11", "D11a", "D11b"), "adult_at_risk"),
    "D12": "legal_compulsion",
    "D14": "statutory_duty",
    "D47": "anonymous",
}
# The law that lets it go is read from the register by the basis: another's would be cited.
BASIS = sql(
    "ALTER TABLE cases_disclosure ADD CONSTRAINT a_row_says_its_basis CHECK (CASE decided_by_row "
    + " ".join(f"WHEN '{row}' THEN basis = '{basis}'" for row, basis in BASES.items())
    + " ELSE true END)"
)
CLOSES = sql(
    """CREATE FUNCTION gate.packets_close() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.until := least(NEW.until, gate.clock() + interval '14 days');
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.packets_close() FROM PUBLIC",
    """CREATE TRIGGER closes BEFORE INSERT ON safeguarding_packetpermission
       FOR EACH ROW EXECUTE FUNCTION gate.packets_close()""",
)
KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.nobody_passed_over_discusses() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.safeguarding_attempt AS a
               WHERE a.concern_id = NEW.concern_id AND a.manager_id = NEW.manager_id AND a.result = 'conflict')
       OR EXISTS (SELECT FROM public.safeguarding_concernexclusion AS e
                  WHERE e.concern_id = NEW.concern_id AND e.user_id = NEW.manager_id)
       OR EXISTS (SELECT FROM public.safeguarding_rotaslot AS r
                  JOIN public.safeguarding_concern AS c ON c.id = NEW.concern_id AND c.team_id = r.team_id
                  WHERE r.manager_id = NEW.manager_id AND r.withdrawn_at IS NULL
                    AND r.ends_at > gate.clock() - interval '14 days' AND r.department = ANY (c.disputes)) THEN
        RAISE EXCEPTION 'somebody who was passed over discusses nothing' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0039_held_to_its_rows")]
    operations = [BASIS, CLOSES, KEPT]
