"""Schemas as a request declares them: of an answer, of a function's parameters and response."""
