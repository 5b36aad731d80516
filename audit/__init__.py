"""The record: who looked and who changed what. Written inside every page and every action, never altered."""
