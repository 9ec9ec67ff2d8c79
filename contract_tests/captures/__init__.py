"""Exchanges that others captured: reads their files, and lets the checks look at them."""
