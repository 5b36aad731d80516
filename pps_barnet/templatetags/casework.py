"""Template tags that know the product: a sealed value for people, a code's label."""

from django import template

register = template.Library()
