"""Signing in, and the pages of people and teams."""
