"""What the tests share: a desk that asks the mock."""

import pytest
from travel_desk import Desk, Patience, connect


@pytest.fixture
def desk() -> Desk:
    """Give a desk as the app makes it, but quick; `usefixtures` in pyproject.toml leads it to the mock."""
    return Desk(connect(), patience=Patience(first=0.01))
