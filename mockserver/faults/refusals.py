"""Faults that stand in place of an answer: what an origin says when it is in trouble."""

from mockserver.errors import ApiError
from mockserver.faults.fault import fault


@fault("429")
def too_many_requests() -> ApiError:
    """Refuse since too much was asked lately."""
    return ApiError("rate_limited")
