"""What goes on a court order or another legal demand (D12), and to somebody who is booked (D47): the same account as
``gate.mint_demand`` and ``gate.booking_is_permitted`` give in SQL."""

from collections.abc import Iterable
from typing import Any

from cases.disclosure import Act, Decision, Party, Situation, decide
from cases.models import Recipient
from cases.vocabulary.sharing import Basis, Category
from consent.models import Demand, DemandFinding, DemandSheet
from consent.vocabulary import DemandFound
from foundation.verdict import YES, Verdict, no
from teams.visibility import team_ids
from teams.vocabulary import Verb


def demand_situation(
    demand: Demand, finding: DemandFinding | None, kinds: Iterable[Category], *, word: bool | None
) -> Situation:
    """The question to the table: may this be given on the strength of that demand, as the latest finding has it, and
    with the ``word`` of information governance on that very finding? Until they have given it, it is as valid as it
    says, and waits for the two who decide; once they said that it is not valid, it is not."""
    follows = finding is not None and finding.found == DemandFound.FOLLOW
    asked = frozenset(kinds)
    return Situation(
        Act.SHARE,
        party=Party(demand.recipient.kind),
        declared=Basis.LEGAL_COMPULSION,
        categories=asked,
        order_is_valid=(finding is None or follows) and word is not False,
        approved_by_two=follows and word is True,
        exactly_as_ordered=finding is not None and asked | {Category.EXISTENCE} <= set(finding.categories),
    )


def ruling_on_demand(
    demand: Demand, finding: DemandFinding | None, kinds: Iterable[Category], *, word: bool | None
) -> Decision:
    """What the table answers."""
    return decide(demand_situation(demand, finding, kinds, word=word))


def word_among(finding: DemandFinding | None, sheets: Iterable[DemandSheet]) -> bool | None:
    """What information governance said of what was found, among the sheets of it: that it is valid, that it is not, or
    nothing yet. A manager's own word on what they found themselves is none."""
    if finding is None:
        return None
    words = (each for each in sheets if each.finding_id == finding.pk and each.confirmed_at)
    return next((each.valid for each in words if each.reader_id != finding.recorded_by_id), None)


def may_find_on(user: Any, demand: Demand) -> Verdict:
    """Whether the person may say what is to be done about a demand: a manager, or whoever acts for them."""
    if demand.team_id in team_ids(user, Verb.SEE_RESTRICTED):
        return YES
    return no("Whether a demand is valid is for the team’s manager to find, with information governance.")


def may_put(finding: DemandFinding | None, word: bool | None) -> Verdict:
    """Whether what a manager found may be put to information governance: when it is to be followed, and they have not
    given their word on it."""
    if finding is None or finding.found != DemandFound.FOLLOW:
        return no("Say first that it is to be followed. Only what is to be followed is put to information governance.")
    if word is not None:
        return no("They have given their word on this. To ask again, write down first what you find now.")
    return YES


def ruling_on_booking(supplier: Recipient, *, agreed: bool, reference_only: bool) -> Decision:
    """What the table answers whoever books somebody."""
    return decide(
        Situation(
            Act.SHARE,
            party=Party(supplier.kind),
            declared=Basis.ANONYMOUS,
            reference_only=reference_only,
            agreed_to_supplier=agreed,
        )
    )
