"""What the laws with a day of their own let somebody decide, and what may be told on that (§2.4, §2.6)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from cases.disclosure import Act, Decision, Party, Situation, decide
from cases.vocabulary.sharing import Basis, Category
from foundation import clock
from foundation.verdict import YES, Verdict, no
from safeguarding.models import Concern, ShareDecision, Switch
from safeguarding.rounds import of_this_round
from safeguarding.vocabulary import State, Subject, SwitchCode
from teams.models import User
from teams.vocabulary import Verb

OFF = "The duty to share is not in force. Share it with permission, or refer it."
OVER = "This was decided otherwise since, or its answers were changed. Ask the manager to decide anew."
MORE = "The manager did not decide that they get this. Tell them what was decided, and nothing else."


def laws_in_force(on: date) -> frozenset[str]:
    """The laws with a day of their own that is reached; none until somebody has signed one off (§2.4, §2.6)."""
    return frozenset(Switch.objects.filter(in_force_from__lte=on).values_list("code", flat=True))


def asks_to_share(concern: Concern) -> bool:
    """Whether the duty to share information asks for a decision on this concern: about a child, from its day on."""
    return concern.subject in (Subject.CHILD, Subject.SELF_HARM) and SwitchCode.SHARE in laws_in_force(clock.today())


def asks_about_an_offence(concern: Concern) -> bool:
    """Whether somebody has to have considered an offence against a child (§2.6): of any concern but an adult's."""
    return concern.subject != Subject.ADULT and SwitchCode.REPORT in laws_in_force(clock.today())


def may_decide_sharing(by: User, concern: Concern, *, share: bool = False) -> Verdict:
    """Whether the person may decide whether what we hold is shared, and so (D14, D15)."""
    if not by.has_perm(Verb.APPROVE_REFERRALS, concern.team) or SwitchCode.SHARE not in laws_in_force(clock.today()):
        return no("The manager decides this, from the day of the law on.")
    if concern.share_relevant is None or concern.share_harms is None:
        return no("Answer first, in ‘The duty to share information’, whether it matters and whether it would harm.")
    decision = decide(_duty(concern, Party.SAFEGUARDING, decided=True, within=True))
    return YES if decision or not share else no(decision.why)


def decisions_in_force(concern: Concern) -> list[ShareDecision]:
    """What is to be shared, and with whom: of each body the latest decision, and none from before one not to share."""
    found: dict[Any, ShareDecision] = {}
    for row in of_this_round(concern, ShareDecision).select_related("recipient").order_by("-recorded_at", "-pk"):
        if not row.share:
            break
        if row.recipient_id:
            found.setdefault(row.recipient_id, row)
    return list(found.values())


def ruling_to_share(concern: Concern, decision: ShareDecision, kinds: Iterable[Category]) -> Decision:
    """What the disclosure table says of telling the body of a decision these kinds (D14, D15)."""
    stands = decision in decisions_in_force(concern)
    within = set(kinds) <= {*decision.categories, Category.EXISTENCE}
    party = Party(decision.recipient.kind) if decision.recipient else Party.NOBODY_KNOWN
    return decide(_duty(concern, party, decided=stands, within=within))


def may_share(concern: Concern, decision: ShareDecision, kinds: Iterable[Category] = ()) -> Verdict:
    """Whether this may be told now, on a decision; what refuses it says why."""
    if not asks_to_share(concern):
        return no(OFF)
    answer = ruling_to_share(concern, decision, kinds)
    if answer:
        return YES
    if concern.share_harms:
        return no(answer.why)
    return no(OVER if not ruling_to_share(concern, decision, ()) else MORE)


def _duty(concern: Concern, party: Party, *, decided: bool, within: bool) -> Situation:
    """What the table is asked; what nobody answered helps nobody. Two decide: the manager, and whoever looked at it
    with them, without whom no decision to share is stored (R-C10-4)."""
    return Situation(
        Act.SHARE,
        party,
        Basis.STATUTORY_DUTY,
        duty_enabled=asks_to_share(concern) and concern.state not in (State.DRAFT, State.VOID),
        helps_their_function=decided and concern.share_relevant is True and concern.share_harms is not None,
        more_detrimental=concern.share_harms is True,
        approved_by_two=decided,
        minimum_items=within,
    )
