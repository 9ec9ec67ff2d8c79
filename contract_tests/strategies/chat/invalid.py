"""Chats with exactly one flaw."""

from hypothesis import strategies as st

from contract_tests.strategies.chat.flaws import OF_CHATS, ChatScene
from contract_tests.strategies.chat.requests import answering
from contract_tests.strategies.drawn import Invalid
from contract_tests.strategies.invalid import Whom, drawn
from mockserver.dialects import COMET


def invalid_chat_requests(
    model: str | None = None, *, flaw: str | None = None
) -> st.SearchStrategy[Invalid]:
    """Draw requests of ``/v1/chat/completions`` with exactly one flaw, and what CometAPI answers to it.

    *model* is one that answers with text; None for any. *flaw* is the name of one in `OF_CHATS`, to draw no
    other. All that a model can be asked wrongly are drawn alike often.

    Raises:
        ValueError: There is no such model or flaw, or the model can't be asked so wrongly.
    """
    whom = Whom(scene=ChatScene, models=answering(model), dialect=COMET)
    return drawn(OF_CHATS, whom, flaw, f"a flaw of a chat of {model or 'some model'}")
