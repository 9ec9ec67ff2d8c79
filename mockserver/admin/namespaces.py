"""Endpoints about namespaces: their scenarios, how strict they are, and their end."""

from typing import Any

from mockserver.admin.endpoint import NUMBER, TEXT, TRUTH, Inquiry, endpoint, list_of, object_of
from mockserver.admin.refusal import AdminError, meant
from mockserver.control import Control

_STATES = {"type": "object", "additionalProperties": TEXT}
_SCENARIOS = object_of({"scenarios": _STATES})
_MAYBE = {"type": ["boolean", "null"]}
_STRICT = object_of({"strict": _MAYBE, "holds": TRUTH})


@endpoint("GET", "/scenarios", answer=_SCENARIOS)
def scenarios(inquiry: Inquiry) -> Any:
    """Tell in which state each scenario is; all start in ``""``."""
    return {"scenarios": dict(inquiry.control.scenarios)}


@endpoint("PUT", "/scenarios", body=_STATES, answer=_SCENARIOS)
def set_scenarios(inquiry: Inquiry) -> Any:
    """Put scenarios into states, by their names: ``{"login": "done"}``. All others stay."""
    known = inquiry.control.scenarios
    for name in inquiry.body:
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "there is none"
            expected = meant(name, known) + there
            raise AdminError(
                400, f"no stub has a scenario {name!r}", where="body", expected=expected
            )
    inquiry.control.set_scenarios(inquiry.body)
    return scenarios(inquiry)


@endpoint("DELETE", "/scenarios", answer=_SCENARIOS)
def reset_scenarios(inquiry: Inquiry) -> Any:
    """Put all scenarios where they start."""
    inquiry.control.reset_scenarios()
    return scenarios(inquiry)


@endpoint("GET", "/strict", answer=_STRICT)
def strict(inquiry: Inquiry) -> Any:
    """Tell whether a call that no stub is for is an error: what was set, and what holds."""
    given = inquiry.control.strict
    holds = inquiry.mock.settings.strict_stubs if given is None else given
    return {"strict": given, "holds": holds}


@endpoint("PUT", "/strict", body=_MAYBE, answer=_STRICT)
def set_strict(inquiry: Inquiry) -> Any:
    """Make a call that no stub is for an error, or not; ``null`` leaves that to the settings."""
    inquiry.control.strict = inquiry.body
    return strict(inquiry)


@endpoint(
    "GET",
    "/namespaces",
    answer=object_of(
        {
            "namespaces": list_of(
                object_of({"name": TEXT, "url": TEXT, "stubs": NUMBER, "requests": NUMBER})
            )
        }
    ),
)
def namespaces(inquiry: Inquiry) -> Any:
    """List the namespaces that anybody asked for: base URL, stubs that were added, entries."""
    state = inquiry.mock.state
    return {
        "namespaces": [
            {
                "name": name,
                "url": Control(inquiry.mock, inquiry.base, name).url,
                "stubs": len(state.namespace(name).stubs),
                "requests": len(state.journal.entries(name)),
            }
            for name in sorted(state)
        ]
    }


@endpoint("POST", "/reset", answer=object_of({"reset": {"type": ["string", "null"]}}))
def reset(inquiry: Inquiry) -> Any:
    """Forget all of a namespace, or of all of them if none is named.

    That is stubs that were added, faults, scenarios, cached contents, how strict it is, the journal.
    """
    inquiry.mock.state.reset(inquiry.namespace)
    return {"reset": inquiry.namespace}
