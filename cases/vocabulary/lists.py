"""The dated code lists; their rows are ``cases.models.Code``."""

from django.db.models import TextChoices


class CodeList(TextChoices):
    """The dated code lists."""

    SEN_TYPE = "sen_type", "Type of special educational need"
    SEN_PROVISION = "sen_provision", "Special educational provision"
    SEN_STAGE = "sen_stage", "Stage of the process"
    RELATIONSHIP = "relationship", "Relationship to the child"
    ETHNICITY = "ethnicity", "Ethnicity"
    REFERRAL_SOURCE = "referral_source", "How they came to us"
    DISABILITY = "disability", "Disability"
    ISSUE = "issue", "What it is about"
    APPEAL = "appeal", "Type of appeal"
    HEARD_ABOUT = "heard_about", "How they heard about us"
    DISPUTE = "dispute", "Who they disagree with"
    METHOD = "method", "How"
    LEVEL = "level", "Intervention level"
    INTERPRETER = "interpreter", "Interpreter"
    OUTCOME = "outcome", "Outcome"
    ADVICE = "advice", "Kind of advice"
    PERMISSION_SCRIPT = "permission_script", "Script for asking permission"
    ENQUIRY_SCRIPT = "enquiry_script", "Answer to whoever asks about a family"
    CONFIDENTIALITY = "confidentiality", "Statement about confidentiality"
    CLOSE_REASON = "close_reason", "Reason for closing"
