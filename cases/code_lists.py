"""The dated code lists as they are first loaded. A code stays; when its meaning ends, its row gets a last day."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cases.vocabulary import CodeList

# The day the Children and Families Act 2014 took effect.
OFFICIAL_FROM = date(2014, 9, 1)
# Early enough for every record that is brought over.
LOCAL_FROM = date(2020, 1, 1)
# Only announced so far.
DOWN_SYNDROME_FROM = date(2026, 9, 1)

CENSUS = "DfE school census"
LOCAL = "Local"


class Row(NamedTuple):
    """One code; its own date and source where they differ from the list's."""

    code: str
    label: str
    valid_from: date | None = None
    source: str | None = None


class List(NamedTuple):
    """One list, in the order in which it is offered."""

    code_list: CodeList
    source: str
    valid_from: date
    rows: tuple[Row, ...]


SEN_TYPE = (
    Row("SPLD", "Specific learning difficulty"),
    Row("MLD", "Moderate learning difficulty"),
    Row("SLD", "Severe learning difficulty"),
    Row("PMLD", "Profound and multiple learning difficulty"),
    Row("SEMH", "Social, emotional and mental health"),
    Row("SLCN", "Speech, language and communication needs"),
    Row("HI", "Hearing impairment"),
    Row("VI", "Vision impairment"),
    Row("MSI", "Multi-sensory impairment"),
    Row("PD", "Physical disability"),
    Row("ASD", "Autistic spectrum disorder"),
    Row("DS", "Down syndrome", DOWN_SYNDROME_FROM, "DfE school census: announced; confirm code and first day"),
    Row("OTH", "Other difficulty or disability"),
    Row("NSA", "Receiving support, no specialist assessment of type"),
    Row("not_yet_identified", "Not yet identified", LOCAL_FROM, LOCAL),
)
SEN_PROVISION = (
    Row("E", "Education, health and care plan"),
    Row("K", "Special educational needs support"),
    Row("N", "No special educational needs"),
)
# The code "isp" is kept free for individual support plans, which are proposed but not law.
SEN_STAGE = (
    Row("none", "No support or process yet"),
    Row("sen_support", "Special educational needs support"),
    Row("ehcna_requested", "Needs assessment requested"),
    Row("ehcna_refused", "Needs assessment refused"),
    Row("ehcna_agreed", "Needs assessment agreed"),
    Row("issue_refused", "Plan refused after assessment"),
    Row("draft_plan", "Draft plan"),
    Row("final_plan", "Final plan"),
    Row("annual_review", "Annual review"),
    Row("cease_proposed", "Council proposes to end the plan"),
    Row("appeal", "Appeal"),
    Row("post_16", "After 16"),
)
RELATIONSHIP = (
    Row("mother", "Mother"),
    Row("father", "Father"),
    Row("second_parent", "Second parent"),
    Row("adoptive_parent", "Adoptive parent"),
    Row("step_parent", "Step-parent"),
    Row("foster_carer", "Foster carer"),
    Row("connected_carer", "Family and friends foster carer"),
    Row("special_guardian", "Special guardian"),
    Row("grandparent", "Grandparent"),
    Row("sibling", "Brother or sister"),
    Row("aunt_uncle", "Aunt or uncle"),
    Row("other_relative", "Another relative"),
    Row("partner_of_parent", "Partner of a parent"),
    Row("la_corporate_parent", "Council as corporate parent"),
    Row("professional", "Professional"),
    Row("self", "The child or young person themselves"),
    Row("other", "Somebody else"),
)
ETHNICITY = (
    Row("WBRI", "White - British"),
    Row("WIRI", "White - Irish"),
    Row("WIRT", "Traveller of Irish heritage"),
    Row("WROM", "Gypsy/Roma"),
    Row("WOTH", "Any other White background"),
    Row("MWBC", "White and Black Caribbean"),
    Row("MWBA", "White and Black African"),
    Row("MWAS", "White and Asian"),
    Row("MOTH", "Any other mixed background"),
    Row("AIND", "Indian"),
    Row("APKN", "Pakistani"),
    Row("ABAN", "Bangladeshi"),
    Row("CHNE", "Chinese"),
    Row("AOTH", "Any other Asian background"),
    Row("BCRB", "Black Caribbean"),
    Row("BAFR", "Black African"),
    Row("BOTH", "Any other Black background"),
    Row("OOTH", "Any other ethnic group"),
    Row("REFU", "Refused"),
    Row("NOBT", "Information not yet obtained"),
)
REFERRAL_SOURCE = (
    Row("self_parent", "Parent or carer themselves"),
    Row("self_yp", "Child or young person themselves"),
    Row("family_friend", "Family member or friend"),
    Row("school", "School"),
    Row("early_years", "Nursery or other early years setting"),
    Row("college", "College"),
    Row("la_sen", "Special educational needs and disability team at the council"),
    Row("edu_psych", "Educational psychologist"),
    Row("social_care", "Social care"),
    Row("health_gp", "GP"),
    Row("health_other", "Another health service"),
    Row("camhs", "Child and adolescent mental health service"),
    Row("vcs", "Voluntary or community organisation"),
    Row("parent_carer_forum", "Parent carer forum"),
    Row("local_offer_web", "Local Offer website"),
    Row("other_sendiass", "Another information, advice and support service"),
    Row("re_referral", "Has been with us before"),
    Row("other", "Something else"),
)
DISABILITY = (
    Row("NONE", "No disability"),
    Row("MOB", "Mobility"),
    Row("HAND", "Hand function"),
    Row("PC", "Personal care"),
    Row("INC", "Incontinence"),
    Row("COMM", "Communication"),
    Row("LD", "Learning"),
    Row("HEAR", "Hearing"),
    Row("VIS", "Vision"),
    Row("BEH", "Behaviour"),
    Row("CON", "Consciousness"),
    Row("AUT", "Diagnosed with autism or Asperger syndrome"),
    Row("DDA", "Another disability recognised in law"),
)
ISSUE = (
    Row("sen_support", "Special educational needs support"),
    Row("ehcna_request", "Asking for a needs assessment"),
    Row("ehcna_refusal", "Needs assessment refused"),
    Row("draft_plan", "Draft plan"),
    Row("plan_content", "What the plan says"),
    Row("placement", "Placement"),
    Row("annual_review", "Annual review"),
    Row("phase_transfer", "Moving to the next phase of education"),
    Row("post16_pfa", "After 16 and preparing for adulthood"),
    Row("exclusion_suspension", "Suspension or exclusion"),
    Row("attendance_ebsa", "Attendance and emotionally based school avoidance"),
    Row("part_time_timetable", "Part-time timetable"),
    Row("admissions", "Admissions"),
    Row("transport", "Transport"),
    Row("personal_budget", "Personal budget"),
    Row("health_provision", "Health provision"),
    Row("social_care_short_breaks", "Social care and short breaks"),
    Row("disability_discrimination", "Disability discrimination"),
    Row("bullying", "Bullying"),
    Row("medical_needs", "Medical needs"),
    Row("ehe", "Elective home education"),
    Row("mediation", "Mediation"),
    Row("tribunal", "Tribunal"),
    Row("complaint", "Complaint"),
    Row("benefits_signpost", "Where to get advice on benefits"),
    Row("other", "Something else"),
)
APPEAL = (
    Row("refuse_assess", "Refusal to assess"),
    Row("refuse_reassess", "Refusal to reassess"),
    Row("refuse_issue", "Refusal to issue a plan"),
    Row("content_b", "Needs in the plan (section B)"),
    Row("content_f", "Provision in the plan (section F)"),
    Row("content_i", "Placement in the plan (section I)"),
    Row("refuse_amend", "Refusal to amend the plan"),
    Row("cease", "Decision to end the plan"),
    Row("extended_health", "Extended appeal: health"),
    Row("extended_social", "Extended appeal: social care"),
    Row("dd_claim", "Disability discrimination claim"),
)
METHOD = (
    Row("tel", "Telephone"),
    Row("voicemail", "Voicemail"),
    Row("email", "E-mail"),
    Row("sms", "Text message"),
    Row("letter", "Letter"),
    Row("video", "Video call"),
    Row("f2f_office", "Office visit"),
    Row("f2f_home", "Home visit"),
    Row("f2f_school", "School or setting meeting"),
    Row("f2f_other", "Face to face somewhere else"),
    Row("meeting", "Other meeting"),
    Row("drop_in", "Drop-in session"),
    Row("event", "Event"),
    Row("webform", "Website form"),
    Row("live_chat", "Live chat"),
    Row("social_dm", "Social media message"),
    Row("text_relay", "Text relay call"),
    Row("bsl_vrs", "British Sign Language video relay call"),
)
LEVEL = (
    Row("1", "Information and advice"),
    Row("2", "Support over time"),
    Row("3", "Complex or longer casework"),
    Row("4", "Tribunal or similar legal casework"),
)
INTERPRETER = (
    Row("none", "No interpreter"),
    Row("phone", "By telephone"),
    Row("face", "Face to face"),
    Row("video", "By video call"),
    Row("bsl", "British Sign Language"),
)
ADVICE = (
    Row("law", "Explained the law or the process"),
    Row("options", "Went through what they can do"),
    Row("prepare_meeting", "Helped to prepare for a meeting"),
    Row("letter_form", "Helped with a letter or a form"),
    Row("read_document", "Read and explained a document"),
    Row("challenge", "How to complain, mediate or appeal"),
    Row("evidence", "What evidence to gather"),
    Row("listened", "Listened"),
    Row("other", "Something else"),
)
# What is read out about confidentiality and its limits. A new text is a new row, and the old one gets its last day.
CONFIDENTIALITY = (Row("v1", "Version 1"),)
PERMISSION_SCRIPT = (Row("v7", "Version 7"),)
ENQUIRY_SCRIPT = (Row("v1", "Version 1"),)  # its words are in consent.vocabulary
OUTCOME = (
    Row("needs_met", "Needs met"),
    Row("confident_self_advocate", "More confident to speak up for themselves"),
    Row("signposted", "Pointed to another service"),
    Row("better_communication", "Better communication"),
    Row("support_increased", "Support increased"),
    Row("ehcna_agreed", "Needs assessment agreed"),
    Row("plan_issued", "Plan issued"),
    Row("plan_amended", "Plan amended"),
    Row("placement_secured", "Placement secured"),
    Row("exclusion_avoided", "Exclusion avoided"),
    Row("reintegrated", "Back in education"),
    Row("transport_agreed", "Transport agreed"),
    Row("complaint_upheld", "Complaint upheld"),
    Row("mediation_agreed", "Agreement reached in mediation"),
    Row("appeal_conceded", "Appeal conceded by the council"),
    Row("appeal_won", "Appeal won"),
    Row("appeal_part", "Appeal won in part"),
    Row("appeal_lost", "Appeal lost"),
    Row("withdrawn", "Withdrawn"),
    Row("no_change", "No change"),
    Row("disengaged", "Service user lost touch with us"),
    Row("moved_area", "Moved out of the area"),
    Row("out_of_remit", "Outside what we can help with"),
)
CLOSE_REASON = (
    Row("completed", "Work completed"),
    Row("inactive_30d", "No contact for 30 days"),
    Row("client_request", "Service user asked us to close"),
    Row("moved", "Moved out of the area"),
    Row("transferred_sendiass", "Passed to another information, advice and support service"),
    Row("duplicate", "Duplicate of another case"),
    Row("deceased", "Service user has died"),
    Row("unreasonable_conduct", "Unreasonable conduct"),
)

HEARD_ABOUT = (
    Row("school", "School, nursery or college"),
    Row("council", "The council"),
    Row("health", "A health service"),
    Row("parents", "Another parent, or a parents’ group"),
    Row("charity", "A charity or community organisation"),
    Row("local_offer", "Local Offer website"),
    Row("our_pages", "Our own web pages or social media"),
    Row("search", "A search on the internet"),
    Row("leaflet", "A leaflet or a poster"),
    Row("event", "An event"),
    Row("known", "Knew of us already"),
    Row("other", "Something else"),
)

DISPUTE = (
    Row("school", "School, nursery or college"),
    Row("la_sen", "Special educational needs and disability team at the council"),
    Row("la_transport", "School transport at the council"),
    Row("admissions", "School admissions"),
    Row("health", "A health service"),
    Row("social_care", "Social care"),
    Row("other", "Somebody else"),
)

LISTS: tuple[List, ...] = (
    List(CodeList.SEN_TYPE, CENSUS, OFFICIAL_FROM, SEN_TYPE),
    List(CodeList.SEN_PROVISION, CENSUS, OFFICIAL_FROM, SEN_PROVISION),
    List(CodeList.SEN_STAGE, LOCAL, LOCAL_FROM, SEN_STAGE),
    List(CodeList.RELATIONSHIP, LOCAL, LOCAL_FROM, RELATIONSHIP),
    List(CodeList.ETHNICITY, CENSUS, OFFICIAL_FROM, ETHNICITY),
    List(CodeList.REFERRAL_SOURCE, LOCAL, LOCAL_FROM, REFERRAL_SOURCE),
    List(CodeList.DISABILITY, "DfE children in need census", OFFICIAL_FROM, DISABILITY),
    List(CodeList.ISSUE, LOCAL, LOCAL_FROM, ISSUE),
    List(CodeList.APPEAL, LOCAL, LOCAL_FROM, APPEAL),
    List(CodeList.HEARD_ABOUT, LOCAL, LOCAL_FROM, HEARD_ABOUT),
    List(CodeList.DISPUTE, LOCAL, LOCAL_FROM, DISPUTE),
    List(CodeList.METHOD, LOCAL, LOCAL_FROM, METHOD),
    List(CodeList.LEVEL, "IASSN guidance on intervention levels", LOCAL_FROM, LEVEL),
    List(CodeList.INTERPRETER, LOCAL, LOCAL_FROM, INTERPRETER),
    List(CodeList.OUTCOME, LOCAL, LOCAL_FROM, OUTCOME),
    List(CodeList.ADVICE, LOCAL, LOCAL_FROM, ADVICE),
    List(CodeList.CONFIDENTIALITY, LOCAL, LOCAL_FROM, CONFIDENTIALITY),
    List(CodeList.PERMISSION_SCRIPT, LOCAL, LOCAL_FROM, PERMISSION_SCRIPT),
    List(CodeList.ENQUIRY_SCRIPT, LOCAL, LOCAL_FROM, ENQUIRY_SCRIPT),
    List(CodeList.CLOSE_REASON, LOCAL, LOCAL_FROM, CLOSE_REASON),
)


def rows() -> Iterator[dict[str, object]]:
    """The fields of every ``cases.models.Code`` to create."""
    for each in LISTS:
        for position, row in enumerate(each.rows, start=1):
            yield {
                "code_list": each.code_list.value,
                "code": row.code,
                "label": row.label,
                "position": position,
                "valid_from": row.valid_from or each.valid_from,
                "valid_to": None,
                "source": row.source or each.source,
            }
