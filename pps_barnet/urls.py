"""Root URLs: one include per app."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
handler403 = "foundation.absence.absent_handler"
handler404 = "foundation.absence.absent_handler"
