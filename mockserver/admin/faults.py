"""Endpoints about faults."""

import inspect
from typing import Any

from mockserver.admin.endpoint import ANY_OBJECT, TEXT, Inquiry, endpoint, list_of, object_of
from mockserver.admin.refusal import AdminError
from mockserver.faults import FAULTS, BadFault, Fault

_TIMES = {"type": "integer", "minimum": 1}
_QUEUED = object_of({"fault": TEXT, "times": _TIMES})
_MOST = {"type": "integer", "minimum": 0}
_QUOTA = object_of({"requests": _MOST, "tokens": _MOST}, required=())
_PLANNED = object_of({"queue": list_of(_QUEUED), "standing": list_of(TEXT)})


@endpoint(
    "GET",
    "/faults",
    answer=object_of(
        {
            "queue": list_of(_QUEUED),
            "standing": list_of(TEXT),
            "always": list_of(TEXT),
            "catalogue": list_of(ANY_OBJECT),
        }
    ),
)
def listed(inquiry: Inquiry) -> Any:
    """List what goes wrong with the next calls, with every call, with every call of the mock.

    *catalogue* has all faults that there are, with what they take.
    """
    return {
        **_planned(inquiry),
        "always": [each.spec for each in inquiry.mock.standing],
        "catalogue": [_told(each) for each in FAULTS.values()],
    }


@endpoint(
    "POST",
    "/faults",
    body=object_of({"fault": TEXT, "times": _TIMES}, required=("fault",)),
    answer=_PLANNED,
    status=201,
)
def enqueue(inquiry: Inquiry) -> Any:
    """Let a fault happen to the next call, or to so many *times* of them, behind what is queued."""
    try:
        inquiry.control.fail_next(inquiry.body["fault"], times=inquiry.body.get("times", 1))
    except BadFault as error:
        raise AdminError(400, str(error), where="body/fault") from error
    return _planned(inquiry)


@endpoint("PUT", "/faults/standing", body=object_of({"faults": list_of(TEXT)}), answer=_PLANNED)
def stand(inquiry: Inquiry) -> Any:
    """Let faults happen to every call from now on, in place of those that did; none is none."""
    try:
        inquiry.control.always(*inquiry.body["faults"])
    except BadFault as error:
        raise AdminError(400, str(error), where="body/faults") from error
    return _planned(inquiry)


@endpoint("PUT", "/quota", body=_QUOTA, answer=_QUOTA)
def quota(inquiry: Inquiry) -> Any:
    """Hold what is generated here to so many requests and tokens a minute; 0 is any number."""
    limits = {"requests": 0, "tokens": 0, **inquiry.body}
    inquiry.control.quota(**limits)
    return limits


@endpoint("DELETE", "/faults", answer=_PLANNED)
def clear(inquiry: Inquiry) -> Any:
    """Let nothing go wrong any more: neither what is queued nor what stands."""
    inquiry.control.clear_faults()
    return _planned(inquiry)


def _planned(inquiry: Inquiry) -> dict[str, Any]:
    control = inquiry.control
    return {
        "queue": [
            {"fault": ", ".join(x.spec for x in each.faults), "times": each.times}
            for each in control.queued
        ],
        "standing": list(control.standing),
    }


def _told(fault: Fault) -> dict[str, Any]:
    return {
        "name": fault.name,
        "doc": fault.doc,
        "parameters": [
            {
                "name": name,
                "type": inspect.formatannotation(each.annotation),
                "default": each.default,
            }
            for name, each in fault.parameters.items()
        ],
    }
