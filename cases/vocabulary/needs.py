"""What somebody needs: to communicate, in education, and from those who look after them."""

from django.db.models import TextChoices


class Language(TextChoices):
    """First languages heard most in the borough, by their ISO 639 codes."""

    ENGLISH = "en", "English"
    ALBANIAN = "sq", "Albanian"
    AMHARIC = "am", "Amharic"
    ARABIC = "ar", "Arabic"
    BENGALI = "bn", "Bengali"
    BSL = "bfi", "British Sign Language"
    BULGARIAN = "bg", "Bulgarian"
    CANTONESE = "yue", "Cantonese"
    MANDARIN = "cmn", "Mandarin"
    DUTCH = "nl", "Dutch"
    FARSI = "fa", "Farsi or Dari"
    FRENCH = "fr", "French"
    GERMAN = "de", "German"
    GREEK = "el", "Greek"
    GUJARATI = "gu", "Gujarati"
    HEBREW = "he", "Hebrew"
    HINDI = "hi", "Hindi"
    HUNGARIAN = "hu", "Hungarian"
    ITALIAN = "it", "Italian"
    JAPANESE = "ja", "Japanese"
    KOREAN = "ko", "Korean"
    KURDISH = "ku", "Kurdish"
    LITHUANIAN = "lt", "Lithuanian"
    MALAYALAM = "ml", "Malayalam"
    NEPALI = "ne", "Nepali"
    PASHTO = "ps", "Pashto"
    POLISH = "pl", "Polish"
    PORTUGUESE = "pt", "Portuguese"
    PUNJABI = "pa", "Punjabi"
    ROMANIAN = "ro", "Romanian"
    RUSSIAN = "ru", "Russian"
    SINHALA = "si", "Sinhala"
    SOMALI = "so", "Somali"
    SPANISH = "es", "Spanish"
    TAGALOG = "tl", "Tagalog"
    TAMIL = "ta", "Tamil"
    TIGRINYA = "ti", "Tigrinya"
    TURKISH = "tr", "Turkish"
    UKRAINIAN = "uk", "Ukrainian"
    URDU = "ur", "Urdu"
    YIDDISH = "yi", "Yiddish"
    YORUBA = "yo", "Yoruba"
    OTHER = "other", "Another language"


class CommunicationNeed(TextChoices):
    """What makes what we say and send reach somebody."""

    PLAIN_ENGLISH = "plain_english", "Plain English"
    EASY_READ = "easy_read", "Easy Read"
    LARGE_PRINT = "large_print", "Large print"
    BRAILLE = "braille", "Braille"
    AUDIO = "audio", "Audio"
    TEXT_ONLY = "text_only", "Text messages, not calls"
    BSL = "bsl", "British Sign Language"
    LIPSPEAKER = "lipspeaker", "Lipspeaker"
    HEARING_LOOP = "hearing_loop", "Hearing loop"
    OTHER = "other", "Something else"


class Diagnosis(TextChoices):
    """Where a diagnosis stands."""

    DIAGNOSED = "diagnosed", "Diagnosed"
    AWAITING = "awaiting", "Waiting for an assessment"
    NOT_SOUGHT = "not_sought", "Not looked for"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class TaughtWith(TextChoices):
    """Whether somebody is taught with their own year."""

    BELOW = "below", "The year below"
    ABOVE = "above", "The year above"


class Authority(TextChoices):
    """The council that is responsible, by the Department for Education's numbers; those around Barnet by name."""

    BARNET = "302", "Barnet"
    BRENT = "304", "Brent"
    CAMDEN = "202", "Camden"
    EALING = "307", "Ealing"
    ENFIELD = "308", "Enfield"
    HACKNEY = "204", "Hackney"
    HARINGEY = "309", "Haringey"
    HARROW = "310", "Harrow"
    HERTFORDSHIRE = "919", "Hertfordshire"
    HILLINGDON = "312", "Hillingdon"
    ISLINGTON = "206", "Islington"
    WESTMINSTER = "213", "Westminster"
    ENGLAND = "other", "Another council in England"
    ELSEWHERE = "outside", "Outside England"


class LookedAfter(TextChoices):
    """Whether a council looks after the child, and by what order or agreement."""

    NO = "no", "Not looked after"
    AGREED = "s20", "By agreement (section 20)"
    CARE_ORDER = "care_order", "Care order"
    INTERIM = "ico", "Interim care order"
    ASYLUM = "uasc", "Unaccompanied and seeking asylum"


class Upbringing(TextChoices):
    """Who brings the child up, when it is not their parents."""

    PARENTS = "parents", "With a parent"
    KINSHIP = "kinship", "Family or friends"
    SPECIAL_GUARDIAN = "sgo", "Special guardian"
    ADOPTED = "adopted", "Adoptive family"
    FOSTER = "foster", "Foster carers"
    RESIDENTIAL = "residential", "Children’s home or residential school"


class SocialCare(TextChoices):
    """The plan that social care has for the child."""

    NONE = "none", "No plan"
    IN_NEED = "cin", "Child-in-need plan"
    PROTECTION = "cp", "Child-protection plan"
