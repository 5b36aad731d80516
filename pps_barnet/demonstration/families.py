"""Invented families at work, so that a newcomer sees a service in the middle of its week."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cases.actions import NewContact, NewContactPoint, NewPerson, Safety
from cases.models import Person
from cases.vocabulary import CaseKind, Channel, ContactType, Direction, PersonRole, Safe, Screen, WithWhom
from foundation import clock


@dataclass(frozen=True)
class Told:
    """One contact, so many days and minutes ago, and the task that follows in so many days."""

    days: int
    summary: str
    method: str = "tel"
    kind: ContactType = ContactType.CASEWORK
    direction: Direction = Direction.IN
    minutes: int = 15
    screen: Screen = Screen.NO_CONCERN
    next_step: str = ""
    next_days: int = 0
    more: dict[str, object] = field(default_factory=dict)

    def happened_at(self) -> datetime:
        """Twenty past ten in the morning of that day, and never in the future."""
        then = clock.london(clock.now() - timedelta(days=self.days))
        return min(then.replace(hour=10, minute=20, second=0, microsecond=0), clock.now() - timedelta(minutes=5))

    def contact(self, confider: Person | None = None) -> NewContact:
        """What the action records; ``confider`` is whom the worker spoke to, if the case names them."""
        return NewContact(
            happened_at=self.happened_at(),
            person=confider,
            direction=self.direction,
            method=self.method,
            contact_type=self.kind,
            safeguarding_screen=self.screen,
            summary=self.summary,
            duration_minutes=self.minutes,
            **{"with_whom": WithWhom.SERVICE_USER, "interpreter": "none", **self.more},  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Life:
    """What became of a case since: its level, its second worker, a review due in so many days, time, a closing."""

    level: int = 0
    why: str = ""
    second: str = ""
    review: str = ""
    review_days: int = 30
    minutes: int = 0
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """One case of the demonstration: who leads it, whose it is, and what was said."""

    worker: str
    kind: CaseKind
    level: int = 1
    source: str = "self_parent"
    issues: tuple[str, ...] = ()
    lead: str = ""
    people: tuple[tuple[NewPerson, tuple[NewContactPoint, ...]], ...] = ()
    told: tuple[Told, ...] = field(default=())
    life: Life = Life()


@dataclass(frozen=True)
class Left:
    """A message that somebody left: a call was promised so many days from today, so many hours after midday."""

    caller: str
    about: str
    telephone: str = ""
    may_leave_message: bool = False
    for_whom: str = ""
    days: int = 0
    hours: int = 0


def parent(given: str, family: str, relationship: str = "mother", **more: object) -> NewPerson:
    """A parent who confided."""
    return NewPerson(PersonRole.PARENT, given, family, relationship=relationship, is_confider=True, **more)  # type: ignore[arg-type]


def child(given: str, family: str, born: date) -> NewPerson:
    """A child of the family."""
    return NewPerson(PersonRole.CHILD, given, family, date_of_birth=born)


def mobile(
    number: str, *, message: bool = False, name: bool = False, safe: Safe = Safe.YES, times: str = ""
) -> NewContactPoint:
    """A mobile telephone. All numbers are Ofcom's for invented people."""
    return NewContactPoint(Channel.MOBILE, number, Safety(safe, message, name, times))


# Everybody, in the order in which they first called.
FAMILIES = (
    Family(
        "caspian",
        CaseKind.ADULT,
        2,
        "self_parent",
        ("ehcna_refusal", "mediation"),
        "caspian",
        (
            (parent("Alaric", "Wimpole", "father"), (mobile("07700 900142", message=True, times="after 4pm"),)),
            (child("Ottilie", "Wimpole", date(2017, 3, 14)), ()),
        ),
        (
            Told(
                41,
                "The council refused to assess Ottilie. Alaric read me the letter; it says her needs can be met at school.",
                kind=ContactType.NEW_ENQUIRY,
                minutes=35,
                more={
                    "confidentiality_version": "v1",
                    "topics": ["ehcna_refusal"],
                    "advice_codes": ["law", "read_document"],
                    "paper_notes": "shredded",
                },
            ),
            Told(
                20,
                "Went through the refusal point by point. He will ask the school for the reading assessment.",
                next_step="Ask whether the reading assessment has come",
                next_days=-2,
            ),
            Told(
                3,
                "The assessment has come. He would like mediation before an appeal.",
                next_step="Send the mediation form",
                next_days=4,
            ),
        ),
        life=Life(3, "The council refused to assess, and mediation begins", second="ottoline", minutes=45),
    ),
    Family(
        "ottoline",
        CaseKind.ADULT,
        2,
        "school",
        ("sen_support",),
        "ottoline",
        (
            (
                parent("Petronella", "Quillfeather", known_as="Nell"),
                (
                    mobile("07700 900077", times="school hours only"),
                    NewContactPoint(Channel.LANDLINE, "01632 960311", Safety(Safe.NO)),
                ),
            ),
            (child("Barnaby", "Quillfeather", date(2018, 10, 2)), ()),
        ),
        (
            Told(
                12,
                "Barnaby is on the register at Foxglove Invented Primary but has no plan in writing. Petronella does not want the school to know that she called.",
                kind=ContactType.NEW_ENQUIRY,
                minutes=25,
                more={"confidentiality_version": "v1", "second_person": "Her sister, who helps her with letters"},
            ),
            Told(
                1,
                "Talked through what support at school should look like. She will write down what a good day looks like for him.",
                next_step="Call Petronella about the list",
                next_days=0,
            ),
        ),
        life=Life(review="The school has put nothing in writing yet. Level 2 still fits.", review_days=0),
    ),
    Family(
        "ottoline",
        CaseKind.ADULT,
        1,
        "family_friend",
        ("transport",),
        "",
        (
            (
                parent("Rosalind", "Pebbleworth", "grandparent"),
                (NewContactPoint(Channel.EMAIL, "rosalind@pebbleworth.example"),),
            ),
        ),
        (
            Told(
                6,
                "Her grandson’s transport has been cancelled from next term. Explained how to ask for a review.",
                method="email",
                minutes=20,
                kind=ContactType.NEW_ENQUIRY,
            ),
        ),
    ),
    Family(
        "delphine",
        CaseKind.YOUNG_PERSON,
        2,
        "self_yp",
        ("post16_pfa",),
        "caspian",
        (
            (
                NewPerson(
                    PersonRole.YOUNG_PERSON, "Peregrine", "Ashgrove", date_of_birth=date(2010, 8, 31), is_confider=True
                ),
                (mobile("07700 900563", safe=Safe.NOT_ASKED),),
            ),
            (NewPerson(PersonRole.OTHER, "Beatrix", "Ashgrove", relationship="mother"), ()),
        ),
        (
            Told(
                2,
                "Peregrine wants to know what happens to his plan after Year 11, and asked that his mother is not told he called.",
                kind=ContactType.NEW_ENQUIRY,
                screen=Screen.UNSURE,
                next_step="Talk to Delphine about confidentiality with Peregrine",
                next_days=1,
            ),
        ),
    ),
    Family(
        "ottoline",
        CaseKind.ANONYMOUS,
        1,
        "self_parent",
        ("exclusion_suspension",),
        "",
        (),
        (
            Told(
                4,
                "A father, who did not want to say who he is, asked how long a school may suspend a child for. Explained the limits and where to find the guidance.",
                kind=ContactType.NEW_ENQUIRY,
                minutes=10,
            ),
        ),
        life=Life(outcomes=("signposted",)),
    ),
    Family(
        "caspian",
        CaseKind.PROFESSIONAL,
        1,
        "school",
        ("transport",),
        "caspian",
        (),
        (
            Told(
                0,
                "A school asked, for nobody in particular, who decides about transport after a move. Explained where the policy is.",
                kind=ContactType.NEW_ENQUIRY,
                minutes=8,
                more={"with_whom": WithWhom.PROFESSIONAL, "other_party": "The office of Larkspur Invented Juniors"},
            ),
        ),
    ),
    Family(
        "ottoline",
        CaseKind.ADULT,
        2,
        "self_parent",
        ("annual_review",),
        "ottoline",
        (
            (parent("Beatrix", "Ashgrove"), (mobile("07700 900218", message=True),)),
            (child("Peregrine", "Ashgrove", date(2010, 8, 31)), ()),
            (child("Calliope", "Ashgrove", date(2012, 5, 9)), ()),
        ),
        (
            Told(
                30,
                "Beatrix would like to know what the annual review has to look at in Peregrine’s last year at school.",
                kind=ContactType.NEW_ENQUIRY,
            ),
        ),
    ),
    Family(
        "bartholomew",
        CaseKind.ADULT,
        2,
        "self_parent",
        ("plan_content",),
        "bartholomew",
        ((parent("Winifred", "Sandalwood"), (mobile("07700 900804", message=True, name=True),)),),
        (
            Told(
                5,
                "Winifred’s daughter’s draft plan leaves out speech therapy.",
                kind=ContactType.NEW_ENQUIRY,
                next_step="Read the draft plan",
                next_days=2,
            ),
        ),
    ),
)

LEFT = (
    Left(
        "Cordelia Applethwaite",
        "Her son has been sent home from school every day this week. She finishes work at three.",
        "07700 900231",
        for_whom="ottoline",
        days=-1,
    ),
    Left(
        "Mr Hathersage, a grandfather",
        "Asks whether he can come to the annual review in place of the mother.",
        "020 7946 0314",
        may_leave_message=True,
        days=1,
    ),
)
