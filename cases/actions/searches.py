"""Searches that are kept for a day."""

from audit.actions import action
from audit.vocabulary import Verb
from cases import keys
from cases.models import SavedSearch
from foundation import clock
from teams.models import User


@action
def save_search(*, by: User, term: str) -> SavedSearch:
    """Keep a search, its term sealed under the person's own key, so that its page has an address without the term."""
    keys.open_own(Verb.SEARCH_ASKED, page="find")
    search = SavedSearch(made_by=by, made_at=clock.now(), term=term)
    search.save(force_insert=True)
    return search
