"""An operation that generates nothing, and stubs: they answer their response, as it stands."""

from mockserver import stubs
from mockserver.mock import Mock
from mockserver.request import Answer, Request
from mockserver.stubs import Stub


def hold(request: Request, mock: Mock) -> None:
    """Hold a request to nothing besides its schema: what else it asks for is the stub's to say."""
    del request, mock


def as_it_stands(stub: Stub, request: Request, mock: Mock) -> Answer:
    """Answer with the response of a stub.

    Raises:
        ApiError: The stub says so; or ``bad_stub``: it says what can't be sent.
    """
    del request
    return stubs.as_it_stands(stub, mock.dialect)
