"""What the invented families have agreed to, what has been shared of it, and who asked about them: by the real actions,
so that a newcomer finds permission, the register and the enquiries with something in them."""

from datetime import datetime, timedelta

from cases.actions.sharing import Item, NewDisclosure, NewRecipient, add_recipient
from cases.models import Case, Code, Person, Recipient
from cases.presenting import name_of
from cases.vocabulary import CodeList
from cases.vocabulary.sharing import Category, PartyKind, Purpose, RecipientCheck, SendingMethod, Told
from consent.actions import NewDecision, decide_consent, share
from consent.actions.enquiring import NewEnquiry, record_enquiry
from consent.presenting import recipient_name, sentence_of
from consent.rules import Telling
from consent.vocabulary import (
    AskedBy,
    AskedHow,
    AskedWhat,
    DecisionKind,
    Footing,
    IdentityCheck,
    Method,
    Response,
    Way,
)
from foundation import clock
from teams.models import Team, User

LASTS = timedelta(days=25)  # soon enough to be among those that end soon
SENCO = NewRecipient(PartyKind.PROFESSIONAL, "Foxglove Invented Primary", "SENCo")
HEAD = NewRecipient(PartyKind.PROFESSIONAL, "Foxglove Invented Primary", "headteacher")
KINDS = frozenset({Category.SEN_NEEDS, Category.EDUCATION_RECORD})


def agree_and_tell(by: User, case: Case) -> None:
    """A father agrees that the SENCo may know of the reading assessment and not of the diagnosis, refuses the same for
    the headteacher, and the SENCo is told."""
    people = {name_of(person): person for person in Person.objects.filter(case=case)}
    father, child = people["Alaric Wimpole"], people["Ottilie Wimpole"]
    senco, head = (add_recipient(by=by, case=case, recipient=each) for each in (SENCO, HEAD))
    words = "You can tell the SENCo at Foxglove about the reading assessment. Not the diagnosis."
    decide_consent(by=by, case=case, said=_decision(father, child, senco, DecisionKind.GRANTED, words))
    decide_consent(by=by, case=case, said=_decision(father, child, head, DecisionKind.REFUSED, "Not the head, please."))
    told = NewDisclosure(
        senco,
        (Item(Category.SEN_NEEDS, "That the reading assessment has come, and what it says about decoding.", child),),
        SendingMethod.TELEPHONE,
        clock.now(),
        benefit="The school can plan support before the meeting.",
        recipient_verified=RecipientCheck.RANG_BACK,
        subject_told=Told.YES,
    )
    telling = Telling(senco, Purpose.SUPPORT_IN_SCHOOL, frozenset({Category.SEN_NEEDS}), frozenset({child.pk}), True)
    share(by=by, case=case, told=told, telling=telling)


def _decision(father: Person, child: Person, recipient: Recipient, decision: DecisionKind, words: str) -> NewDecision:
    granted = decision == DecisionKind.GRANTED
    limits = "Not the diagnosis" if granted else ""
    said = {
        "categories": KINDS,
        "purpose": Purpose.SUPPORT_IN_SCHOOL,
        "one_off": False,
        "expires_on": clock.today() + LASTS if granted else None,
        "limits": limits,
        "way": Way.OUT,
        "decision": decision,
    }
    return NewDecision(
        grantor=father,
        recipient=recipient,
        purpose=Purpose.SUPPORT_IN_SCHOOL,
        way=Way.OUT,
        decision=decision,
        note=sentence_of(said, name_of(father), recipient_name(recipient)).note,
        valid_from=clock.now(),
        categories=KINDS if granted else frozenset(),
        subjects=frozenset({father.pk, child.pk}),
        footing=Footing.PARENTAL,
        limits=limits,
        one_off=False,
        method=Method.PHONE,
        words=words,
        script_version=Code.objects.choices(CodeList.PERMISSION_SCRIPT)[-1][0],
        identity_check=IdentityCheck.SECURITY_ANSWER,
        expires_at=clock.now() + LASTS if granted else None,
        review_due=clock.today() + LASTS if granted else None,
    )


def somebody_asked(by: User, team: Team) -> None:
    """The headteacher who sent a family to us asks whether they came, and is answered as everybody is."""
    noon = clock.london(clock.now() - timedelta(days=1)).replace(hour=12, minute=10, second=0, microsecond=0)
    record_enquiry(by=by, team=team, said=_enquiry(noon))


def _enquiry(at: datetime) -> NewEnquiry:
    return NewEnquiry(
        asked_about="Petronella Quillfeather",
        enquirer="Mr Thistledown",
        organisation="Foxglove Invented Primary",
        asked_by=AskedBy.REFERRER,
        asked_how=AskedHow.TELEPHONE,
        asked_what=AskedWhat.ENGAGED,
        words="Did Mrs Quillfeather call you? We referred her.",
        received_at=at,
        response=Response.NCND,
        script_version=Code.objects.choices(CodeList.ENQUIRY_SCRIPT)[-1][0],
    )
