"""The desk: it asks the model until there is an answer, and runs the tools that it calls."""

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from google import genai
from google.genai import types

from travel_desk import tools
from travel_desk.patience import TROUBLE, BrokenStream, NoAnswer, Patience

_MOST_ROUNDS = 5
_BRIEF = "You are a travel desk. Use the tools; be brief."
_NOT_BY_ITSELF = types.AutomaticFunctionCallingConfig(disable=True)


@dataclass(frozen=True, slots=True)
class Again:
    """Says that the answer broke off and begins anew: what was said since the question is void."""

    def __str__(self) -> str:
        return "\n[the answer broke off; once more]\n"


def connect() -> genai.Client:
    """Return a client with the key in ``COMETAPI_KEY``.

    Where it leads is google-genai's own variable, ``GOOGLE_GEMINI_BASE_URL``.
    """
    return genai.Client(
        api_key=os.environ["COMETAPI_KEY"],
        http_options=types.HttpOptions(api_version="v1beta", timeout=30_000),  # milliseconds
    )


class Desk:
    """A conversation with the model.

    Attributes:
        history: All turns so far, as the model gets them.
    """

    def __init__(
        self,
        client: genai.Client,
        *,
        model: str = "gemini-2.5-flash",
        patience: Patience | None = None,
    ) -> None:
        self.history: list[types.Content] = []
        self._client = client
        self._model = model
        self._patience = patience or Patience()
        self._config = types.GenerateContentConfig(
            system_instruction=_BRIEF,
            tools=list(tools.TOOLS.values()),
            automatic_function_calling=_NOT_BY_ITSELF,
        )

    def ask(self, question: str) -> Iterator[str | Again]:
        """Yield the answer piece by piece, as it comes.

        Raises:
            NoAnswer: There is none; the history is as it was before the question.
        """
        before = len(self.history)
        self.history.append(types.UserContent(question))
        try:
            yield from self._rounds()
        except NoAnswer:
            del self.history[before:]
            raise

    def _rounds(self) -> Iterator[str | Again]:
        for _ in range(_MOST_ROUNDS):
            turn = yield from self._turn()
            self.history.append(turn)
            calls = [each.function_call for each in turn.parts or [] if each.function_call]
            if not calls:
                return
            self.history.append(types.UserContent([_answered(each) for each in calls]))
        msg = f"the model still calls tools after {_MOST_ROUNDS} rounds"
        raise NoAnswer(msg)

    def _turn(self) -> Generator[str | Again, None, types.Content]:
        """Yield a turn of the model piece by piece, and return it whole."""
        attempt = 0
        while True:
            attempt += 1
            parts: list[types.Part] = []
            try:
                yield from self._stream(parts)
            except TROUBLE as trouble:
                self._patience.wait(trouble, attempt)
                if any(each.text and not each.thought for each in parts):
                    yield Again()
            else:
                # All parts as they came: their signatures must go back with them.
                return types.ModelContent(parts)

    def _stream(self, parts: list[types.Part]) -> Iterator[str]:
        """Ask once; yield the texts of the answer, and collect its parts.

        Raises:
            BrokenStream: It ended, but not with a reason to.
            NoAnswer: There will be none, however often it's asked.
        """
        ending: types.FinishReason | None = None
        for chunk in self._chunks():
            _hold_unblocked(chunk.prompt_feedback)
            candidate = chunk.candidates[0] if chunk.candidates else types.Candidate()
            ending = candidate.finish_reason or ending
            for part in (candidate.content and candidate.content.parts) or []:
                parts.append(part)
                if part.text and not part.thought:
                    yield part.text
        if ending is None:
            msg = "the answer broke off"
            raise BrokenStream(msg)

    def _chunks(self) -> Iterator[types.GenerateContentResponse]:
        chunks = self._client.models.generate_content_stream(
            model=self._model, contents=self.history, config=self._config
        )
        try:
            yield from chunks
        except TypeError as error:
            # google-genai trips over an error in mid-stream whose code is a word: a gateway's own.
            msg = "the gateway broke the answer off"
            raise BrokenStream(msg) from error


def _hold_unblocked(feedback: types.GenerateContentResponsePromptFeedback | None) -> None:
    if feedback and feedback.block_reason:
        msg = f"the question was blocked: {feedback.block_reason.value}"
        raise NoAnswer(msg)


def _answered(call: types.FunctionCall) -> types.Part:
    name = call.name or ""
    said = tools.run(name, dict(call.args or {}))
    return types.Part(
        function_response=types.FunctionResponse(id=call.id, name=name, response=said)
    )
