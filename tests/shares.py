"""How many examples a test tries: a share of those that the profile has, so that `make fuzz` tries more of each."""

from hypothesis import settings


def tries(share: float) -> settings:
    """Try so many of the profile's examples; a test that is dear tries fewer than one that is cheap."""
    return settings(max_examples=max(1, round(settings().max_examples * share)))
