"""Measures: how fast things are here, beside something that anybody knows."""
