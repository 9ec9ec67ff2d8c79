"""Code that the model wrote and ran, and what came of it.

Facts: gemini.md 3.2 (parts), 9 (ids); usage and order of the parts as recorded.
"""

from collections import Counter
from collections.abc import Iterator

from mockserver import tokens
from mockserver.generate.draft import Draft, Part
from mockserver.generate.programs import computing, strings
from mockserver.generate.programs.computing import Program
from mockserver.generate.reading import prompt

_LEADS = (
    "Let me compute that with a few lines of Python.",
    "I will run a short program for this.",
)


def apply(draft: Draft) -> Draft:
    """Say a program, what it printed and what that means, if the prompt asks to compute something.

    An answer in JSON has no room for that, nor one without words.
    """
    request = draft.request
    offered = any("codeExecution" in each for each in request.tools)
    plain = request.mime_type == "text/plain" and draft.speaks
    if draft.parts or not offered or not plain or not request.user_texts:
        return draft
    asked = prompt.asked(request.user_texts[-1])
    program = strings.program(asked) or computing.program(asked) or strings.demanded(asked)
    return draft.saying(*_parts(program, draft)) if program else draft


def reread(draft: Draft) -> Draft:
    """Count what the model read once more when a program had run: what was asked, code and result."""
    ran = [each for each in draft.parts if each.keys() & {"executableCode", "codeExecutionResult"}]
    if not any("codeExecutionResult" in each for each in ran):
        return draft
    read = tokens.of_contents([draft.request.contents[-1], {"parts": ran}])
    return draft.reading(Counter(TEXT=read["TEXT"]))


def _parts(program: Program, draft: Draft) -> Iterator[Part]:
    """Yield code, result and text, with a few words before in one answer of three.

    Not beside other tools: many a client takes an answer's text for one, and counts in all of it.
    """
    choice = draft.choice.apart("code")
    if not choice.number(3) and all(
        each.keys() == {"codeExecution"} for each in draft.request.tools
    ):
        yield {"text": f"{choice.one(_LEADS)}\n\n"}
    told = {"id": choice.call_id()} if draft.gives_ids else {}
    outcome = "OUTCOME_FAILED" if program.fails else "OUTCOME_OK"
    yield {"executableCode": {**told, "language": "PYTHON", "code": program.code}}
    yield {"codeExecutionResult": {**told, "outcome": outcome, "output": program.output}}
    yield {"text": program.answer}
