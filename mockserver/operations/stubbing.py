"""What a stub answers for an operation that generates nothing: its response, as it stands."""

from mockserver.mock import Mock
from mockserver.request import Answer, Request
from mockserver.stubs import Stub


def as_it_stands(stub: Stub, turn: int, request: Request, mock: Mock) -> Answer:
    """Answer with the response of a stub."""
    del turn, request, mock
    return Answer(stub.answer["response"])
