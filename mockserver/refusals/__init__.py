"""How each origin refuses, for every cause: status, text, envelope. One table an origin.

Grades: D documented, O observed or reported by many, S inferred from the source of the gateway that
CometAPI evidently runs, own = our words, where no origin's are known. Facts: gemini.md 6,
cometapi.md 3.
"""

from mockserver.refusals.comet import COMET, COMET_CHAT
from mockserver.refusals.google import GOOGLE, OWN
from mockserver.refusals.vertex import VERTEX

__all__ = ["COMET", "COMET_CHAT", "GOOGLE", "OWN", "VERTEX"]
