"""Keeps what was answered, without keys, and plays it again."""
