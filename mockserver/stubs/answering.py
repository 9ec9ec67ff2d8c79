"""What a stub answers, with all that it leaves out filled in."""

from mockserver import generate
from mockserver.dialects import Dialect
from mockserver.request import Answer, GenerateRequest
from mockserver.stubs.stub import Stub


def answer(stub: Stub, turn: int, request: GenerateRequest, dialect: Dialect) -> Answer:
    """Answer a request to generate content as a stub says; *turn* is how often it did so before."""
    del turn
    parts = [{"text": stub.answer["text"]}]
    return Answer(generate.said(parts, request, dialect))
