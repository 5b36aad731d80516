"""The choices of a concern, in the words people see (law-and-practice §3.10 to §3.12, A11, A12)."""

from django.db.models import TextChoices


class State(TextChoices):
    """Where a concern stands."""

    DRAFT = "draft", "Being written"
    RAISED = "raised", "Raised"
    EMERGENCY = "emergency", "Emergency"
    SEEKING = "seeking_discussion", "Trying to reach a senior manager"
    DISCUSSED_REFER = "discussed_refer", "Discussed: refer"
    DISCUSSED_NOT_REFER = "discussed_not_refer", "Discussed: do not refer"
    DISAGREED = "disagreed", "Discussed: not agreed"
    MORE_INFO = "more_info", "More to find out"
    REFERRED_VERBAL = "referred_verbal", "Referred by telephone"
    REFERRED = "referred", "Referred in writing"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    DECIDED = "decided", "The authority has decided"
    ESCALATED = "escalated", "Escalated"
    MONITORING = "monitoring", "Watching"
    CLOSED = "closed", "Closed"
    VOID = "void", "Entered in error"

    @classmethod
    def live(cls) -> frozenset["State"]:
        """States in which something is still to come."""
        return frozenset(cls) - {cls.CLOSED, cls.VOID}

    @classmethod
    def referred(cls) -> frozenset["State"]:
        """States that only a referral leads to."""
        return frozenset({cls.REFERRED_VERBAL, cls.REFERRED, cls.ACKNOWLEDGED, cls.DECIDED, cls.ESCALATED})


class Urgency(TextChoices):
    """How soon somebody has to act."""

    IMMINENT = "imminent", "Danger now"
    SIGNIFICANT = "significant", "Serious, today"
    WELFARE = "welfare", "Worried"


class Who(TextChoices):
    """Who may make a move. ``SECOND`` acts together with the manager; ``SENIOR`` sees a packet and nothing else;
    ``IN_PLACE`` is one colleague, when nobody who manages the team may know of it."""

    WORKER = "worker", "Caseworker"
    MANAGER = "manager", "Service manager, deputy or acting manager"
    SENIOR = "senior", "Senior manager of Children’s Service"
    SECOND = "second", "A second person"
    IN_PLACE = "in_place", "Whoever sees it in a manager’s place"
    SYSTEM = "system", "The service itself"


class Subject(TextChoices):
    """About whom a concern is."""

    CHILD = "child", "A child"
    ADULT = "adult", "An adult"
    STAFF = "staff_allegation", "Somebody who works with children"
    SELF_HARM = "self_harm", "Somebody who may harm themself"


class View(TextChoices):
    """What a senior manager, or the worker, thinks should happen."""

    REFER = "refer", "Refer"
    DO_NOT_REFER = "do_not_refer", "Do not refer"
    MORE_INFO = "more_info", "Find out more first"
    SEEK_ADVICE = "seek_advice", "Ask the multi-agency safeguarding hub"


class Source(TextChoices):
    """Where a concern came from."""

    SERVICE_USER = "client_disclosure", "The service user said so"
    CHILD = "child_disclosure", "A child said so"
    OBSERVED = "observed", "Seen or heard by us"
    DOCUMENT = "document", "From a document"
    THIRD_PARTY = "third_party", "Somebody else said so"
    ANONYMOUS = "anonymous", "Said without a name"
    PROFESSIONAL = "professional", "A professional said so"


class Category(TextChoices):
    """Kinds of harm to a child (A11), and what surrounds them."""

    NEGLECT = "neg", "Neglect"
    PHYSICAL = "phy", "Physical abuse"
    SEXUAL = "sab", "Sexual abuse"
    EMOTIONAL = "emo", "Emotional abuse"
    MULTIPLE = "mul", "More than one kind"
    CSE = "cse", "Sexual exploitation"
    CCE = "cce", "Criminal exploitation"
    FGM = "fgm", "Female genital mutilation"
    FORCED_MARRIAGE = "forced_marriage", "Forced marriage"
    HONOUR = "hba", "Abuse in the name of honour"
    RADICALISATION = "radicalisation", "Radicalisation"
    TRAFFICKING = "trafficking", "Trafficking"
    ONLINE = "online", "Online"
    CHILD_ON_CHILD = "child_on_child", "By another child"
    CONTROL = "coercive_control_witnessed", "Living with coercive control"
    INDUCED_ILLNESS = "fabricated_induced_illness", "Fabricated or induced illness"
    MISSING = "missing", "Missing"
    PRIVATE_FOSTERING = "private_fostering", "Private fostering"
    MEDICAL_NEGLECT = "medical_neglect", "Medical neglect"
    EDUCATIONAL_NEGLECT = "educational_neglect", "Educational neglect"
    RESTRAINT = "restraint", "Restraint"


class AdultCategory(TextChoices):
    """Kinds of abuse and neglect of an adult (Care Act 2014)."""

    PHYSICAL = "physical", "Physical"
    DOMESTIC = "domestic", "Domestic"
    SEXUAL = "sexual", "Sexual"
    PSYCHOLOGICAL = "psychological", "Psychological"
    FINANCIAL = "financial", "Financial"
    MODERN_SLAVERY = "modern_slavery", "Modern slavery"
    DISCRIMINATORY = "discriminatory", "Discriminatory"
    ORGANISATIONAL = "organisational", "In an organisation"
    NEGLECT = "neglect_omission", "Neglect or things not done"
    SELF_NEGLECT = "self_neglect", "Self-neglect"


class ParentTold(TextChoices):
    """Whether the parent knows of the referral. Their agreement is never asked (T12 to T15)."""

    BEFORE = "yes_before", "Yes, before"
    AFTER = "yes_after", "Yes, afterwards"
    LATER = "later", "Not yet: they will be told"
    NO = "no", "No"


class WhyNotTold(TextChoices):
    """Why a parent was not told."""

    RISK = "increases_risk", "It would put somebody at more risk"
    INVESTIGATION = "prejudices_crime_investigation", "It could spoil an investigation"
    SOURCE = "parent_is_alleged_source", "The parent may be where the harm comes from"
    ADVISED = "advised_by_mash_or_police", "Social care or the police advised against it"
    NOT_OURS = "not_in_contact", "We are not in contact with them"


class Mode(TextChoices):
    """How people spoke."""

    PHONE = "phone", "Telephone"
    VIDEO = "video", "Video"
    IN_PERSON = "in_person", "In person"
    SECURE_MESSAGE = "secure_message", "Secure message"


class Reached(TextChoices):
    """What came of an attempt."""

    NO_ANSWER = "no_answer", "No answer"
    MESSAGE = "message", "Left word to ring back, without details"
    UNAVAILABLE = "unavailable", "Not available"
    PASSED_OVER = "conflict", "Passed over: they are too close to it"
    REACHED = "reached", "Reached"


class Rota(TextChoices):
    """With whom, and so about whom, a concern is discussed: an adult's with two rotas when a child is in the home."""

    CHILDREN = "children", "Children’s Service"
    ADULTS = "adults", "Adult safeguarding"
    CHILD_IN_HOME = "child_in_home", "Children’s Service, about the child in the home"


class RouteKind(TextChoices):
    """To whom a referral can go."""

    MASH = "mash", "Multi-agency safeguarding hub"
    OTHER_AUTHORITY = "other_la", "Another authority’s children’s social care"
    SOCIAL_WORKER = "social_worker", "The allocated social worker"
    ADULTS = "adults", "Adult social care"
    POLICE = "police", "Police"
    LADO = "lado", "Designated officer (allegations)"
    OUT_OF_HOURS = "edt", "Emergency duty team, out of hours"


class ReplyKind(TextChoices):
    """What came back from an authority."""

    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    DECIDED = "decided", "Decided"


class AuthorityDecision(TextChoices):
    """What an authority decided."""

    NFA = "nfa", "No further action"
    INFO_ADVICE = "info_advice", "Information and advice"
    EARLY_HELP = "early_help", "Early help or family help"
    S17 = "s17_assessment", "Assessment of a child in need"
    STRATEGY = "strategy_discussion", "Strategy discussion"
    S47 = "s47", "Child protection enquiry"
    PROTECTION = "immediate_protection", "Immediate protection"
    ALREADY_OPEN = "already_open", "Open to them already"
    OTHER_LA = "other_la", "Passed to another authority"
    S9 = "s9_assessment", "Assessment of an adult’s needs"
    S42 = "s42_enquiry", "Adult safeguarding enquiry"
    OTHER = "other", "Something else"


class DutyKind(TextChoices):
    """What is due by when."""

    SUBMIT = "submit", "Finish writing the concern"
    DISCUSSION = "discussion", "Begin the discussion"
    NEXT_ON_ROTA = "next_on_rota", "Try the next person of the rota"
    CONFIRM = "confirm", "The senior manager confirms the discussion"
    APPROVAL = "approval", "The manager approves, or does not"
    REFERRAL = "referral", "Refer"
    WRITTEN = "written", "Confirm the referral in writing"
    RETROSPECTIVE = "retrospective", "Discuss it afterwards"
    ACKNOWLEDGEMENT = "acknowledgement", "The authority acknowledges it"
    DECISION = "decision", "The authority decides"
    CHASE_AGAIN = "chase_again", "The authority’s manager is chased, and escalating is offered"
    PARENT = "parent", "Tell the parent"
    REVIEW = "review", "Look at it again"
    ANSWER = "answer", "Find out what was missing"
    NEXT_MOVE = "next_move", "Refer, or ask for a second opinion"
    SECOND_OPINION = "second_opinion", "Have the second opinion"
    REPORT = "report", "Report it to the police or the council"
    CHILD = "child_discussion", "Discuss the child in the home with Children’s Service"
    CHILD_CONFIRM = "child_confirm", "Children’s Service confirms the discussion about the child"


class Department(TextChoices):
    """Departments of the council that decide about a family, and with which a parent can be in dispute."""

    SEND = "send", "Special educational needs"
    ADMISSIONS = "admissions", "School admissions"
    TRANSPORT = "transport", "School transport"
    ATTENDANCE = "attendance", "Attendance and exclusions"
    SOCIAL_CARE = "social_care", "Children’s social care"
    EARLY_HELP = "early_help", "Early help"
    ADULTS = "adults", "Adult social care"
    HOUSING = "housing", "Housing"


# On the rota of adults at risk, who is shown what was discussed and is never called: whose absence holds nothing up.
INFORMATION_GOVERNANCE = "Information governance"


class NoticeKind(TextChoices):
    """What people are told of without its content."""

    LATE = "late", "Something is late"
    NO_NEXT_STEP = "no_next_step", "A concern has no next step. Close it, watch it, or say what follows"
    ROTA_GAP = "rota_gap", "Nobody is on the rota"


class Outcome(TextChoices):
    """How a concern ended, when it is closed (T24)."""

    SAFER = "safer", "The child or adult is safer"
    WITH_THEM = "with_authority", "The authority is working with the family"
    EARLY_HELP = "early_help", "Early help or family help"
    NO_MORE = "nothing_more", "Nothing more was needed"
    UNFOUNDED = "unfounded", "It proved to be unfounded"
    ELSEWHERE = "elsewhere", "Another authority has it"
    DECLINED = "declined", "The adult can decide, and wants nothing done"


class DayKind(TextChoices):
    """What two people say of a day, beside the published list of bank holidays."""

    HOLIDAY = "holiday", "Not a working day"
    WORKING = "working", "A working day, though it is listed as a holiday"
    PUBLISHED = "published", "As it was published, after all"


class SwitchCode(TextChoices):
    """Laws with a day of their own; the rows say which (§2.4, §2.6)."""

    SHARE = "ca2004_s16la", "The duty to share information (Children Act 2004 s.16LA)"
    REPORT = "cpa2026_report", "The duty to report child sexual abuse (Crime and Policing Act 2026)"


# What surrounds a child, by the codes of the children in need census (A12), a few a line; some to be confirmed ([M]).
# fmt: off
_WHOSE = {"A": "the child", "B": "a parent or carer", "C": "somebody else at home"}
_OF_SOMEBODY = {1: "Alcohol", 2: "Drugs", 3: "Domestic abuse", 4: "Mental health", 5: "Learning disability",
                6: "Physical disability or illness"}
FACTORS = {
    **{f"{number}{who}": f"{what}: {whose}" for number, what in _OF_SOMEBODY.items() for who, whose in _WHOSE.items()},
    "7A": "Young carer", "8E": "Privately fostered from abroad", "8F": "Privately fostered",
    "9A": "Unaccompanied and seeking asylum", "10A": "Missing", "11A": "Sexual exploitation", "12A": "Trafficking",
    "13A": "Gangs", "14A": "Behaviour that others do not accept", "15A": "Self-harm", "16A": "Neglect",
    "17A": "Emotional abuse", "18B": "Physical abuse by a child", "18C": "Physical abuse by an adult",
    "19B": "Sexual abuse by a child", "19C": "Sexual abuse by an adult", "20": "Something else", "21": "None",
    "22A": "Female genital mutilation", "23A": "Abuse linked to faith or belief", "24A": "Criminal exploitation",
}
# fmt: on
