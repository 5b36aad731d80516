"""Nothing typed is lost on the way (promise 9): what is begun is kept, what outlives its session comes back."""

from cases.middleware.drafts import KeepsDrafts

__all__ = ["KeepsDrafts"]
