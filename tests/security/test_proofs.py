"""What has gone without a basis is never given one afterwards (promise 5)."""

import psycopg2
import pytest

from tests.conftest import asking_as
from tests.integration.permission import agreed, slipped_out
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows

MINT = "SELECT gate.mint_permission(%s, %s, %s, %s, ARRAY['sen_needs'], %s::uuid[], true, false, false)"
NOT_SO = "23514"


def test_a_breach_gets_no_proof_later(own_world: World) -> None:
    """As who works on the case, with SQL of their own, and with a permission that allows it."""
    case, ottoline = own_world.barnet, own_world.people["ottoline"]
    breach = slipped_out(case, ottoline)
    with asking_as(ottoline):
        consent = agreed(case, ottoline)
    said = [str(consent.pk), str(consent.recipient_id), consent.purpose, [str(pk) for pk in consent.subjects]]
    with asking(ottoline.pk) as cursor:
        assert rows(cursor, MINT, [str(breach.disclosure_id), *said]) == [("D16",)]  # this alone would be allowed
        assert refused_with(cursor, "SET CONSTRAINTS ALL IMMEDIATE") == NOT_SO
        with pytest.raises(psycopg2.errors.CheckViolation, match="a proof is of what goes with it"):
            cursor.connection.commit()
