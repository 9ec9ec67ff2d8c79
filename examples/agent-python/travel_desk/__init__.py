"""An agent that answers questions about a journey."""

from travel_desk.desk import Again, Desk, connect
from travel_desk.patience import NoAnswer, Patience

__all__ = ["Again", "Desk", "NoAnswer", "Patience", "connect"]
