"""Reads exchanges for the checks: members of wrong types count as absent."""
