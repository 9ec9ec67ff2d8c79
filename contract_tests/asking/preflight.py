"""One small request before all others, so that a wrong URL or key is told at once, and in one sentence."""

from dataclasses import replace

from contract_tests.asking.client import Client, is_html, no_such_model
from contract_tests.asking.targets import CouldNotCheck
from contract_tests.call import prompt
from contract_tests.exchange import Exchange

_REDIRECT = range(300, 400)
_KEY = frozenset({401, 402, 403})
_NOT_FOUND = 404
_REFUSED = 400
_TOO_MANY = 429
_SERVER_ERROR = 500
_BAD_KEY = "API_KEY_INVALID"  # Google's, with status 400


def preflight(client: Client, model: str) -> None:
    """Ask *model* for a word. What the answer says of the API is for the checks; here it need only be one.

    A key that isn't taken in its header is tried as Bearer, too: if that goes well, it is the header
    that broke, which a scenario tells better.

    Raises:
        CouldNotCheck: There is no use in asking more.
    """
    call = prompt("Say hi", model, generationConfig={"maxOutputTokens": 16})
    exchange = client.try_out(call)
    if exchange.status in _KEY and not trouble(client.try_out(replace(call, auth="bearer"))):
        return
    if reason := trouble(exchange):
        raise CouldNotCheck(client.shown(f"{client.target.root} {reason}"))


def trouble(exchange: Exchange) -> str:
    """Say what makes it useless to ask more; "" if nothing does."""
    status, text = exchange.status, exchange.text
    if status in _REDIRECT:
        return f"redirects ({status}) to {exchange.headers.get('location', 'nowhere')}: is this the base URL of the API?"
    if status in _KEY or (status == _REFUSED and _BAD_KEY in exchange.text):
        return f"doesn't take the key in COMETAPI_KEY: it answers {status}: {text}"
    if no_such_model(exchange):
        return f"has no model {exchange.model}: choose another with --model: it answers {status}: {text}"
    if status == _TOO_MANY or status >= _SERVER_ERROR:
        return f"answers {status}: {text}"
    return _no_answer(exchange, text)


def _no_answer(exchange: Exchange, text: str) -> str:
    if is_html(exchange):
        return f"answers HTML ({exchange.status}): is this the base URL of the API?"
    if not exchange.text.lstrip().startswith(("{", "[", "data:")):
        return f"answers {exchange.status} without JSON: is this the base URL of the API?: {text}"
    if exchange.status == _NOT_FOUND:
        return f"answers 404: is this the base URL of the API?: {text}"
    return ""
