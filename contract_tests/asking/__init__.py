"""Asks a target: who it is, how to ask with manners, what it costs."""
