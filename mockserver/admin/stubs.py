"""Endpoints about stubs."""

from typing import Any

from mockserver.admin.endpoint import NUMBER, TEXT, Inquiry, endpoint, list_of, object_of
from mockserver.admin.refusal import AdminError, meant
from mockserver.control import Control
from mockserver.stubs import BadStub, Stub

_DOCUMENT = {"type": "object", "description": "A stub as in docs/stubs.md, and its name."}
_TOLD = object_of(
    {"name": TEXT, "from": {"enum": ["added", "file"]}, "used": NUMBER, "stub": _DOCUMENT}
)
_ADDED = object_of({"added": list_of(TEXT)})
_REMOVED = object_of({"removed": list_of(TEXT)})


@endpoint("GET", "/stubs", answer=object_of({"stubs": list_of(_TOLD)}))
def listed(inquiry: Inquiry) -> Any:
    """List the stubs in the order in which they are asked: the added ones, then those of files.

    *used* is how often each has answered.
    """
    added, used = inquiry.control.added, inquiry.control.used
    return {"stubs": [_told(each, each in added, used) for each in inquiry.control.stubs]}


@endpoint(
    "POST",
    "/stubs",
    body={"anyOf": [_DOCUMENT, list_of(_DOCUMENT)]},
    answer=_ADDED,
    status=201,
)
def add(inquiry: Inquiry) -> Any:
    """Add a stub, or a list of them: all, or if one isn't a stub, none."""
    documents = inquiry.body if isinstance(inquiry.body, list) else [inquiry.body]
    for number, each in enumerate(documents):
        if not isinstance(each.get("name", ""), str):
            where = f"body/{number}/name" if isinstance(inquiry.body, list) else "body/name"
            raise AdminError(400, "a name is a string", where=where)
    _hold_names(inquiry.control, [each["name"] for each in documents if each.get("name")])
    return {"added": [each.name for each in _added(inquiry.control, documents)]}


@endpoint("GET", "/stubs/{name:path}", answer=_TOLD)
def one(inquiry: Inquiry) -> Any:
    """Show one stub by its name."""
    control, name = inquiry.control, inquiry.names["name"]
    found = [each for each in control.stubs if each.name == name]
    if not found:
        _no_such(name, [each.name for each in control.stubs])
    return _told(found[0], found[0] in control.added, control.used)


@endpoint("PUT", "/stubs/{name:path}", body=_DOCUMENT, answer=_ADDED)
def replace(inquiry: Inquiry) -> Any:
    """Add a stub under this name, in place of the one that was added under it."""
    control, name = inquiry.control, inquiry.names["name"]
    if inquiry.body.get("name", name) != name:
        raise AdminError(400, "the name is another one than in the path", where="body/name")
    _hold_names(control, [name])
    return {"added": [each.name for each in _added(control, [{**inquiry.body, "name": name}])]}


@endpoint("DELETE", "/stubs", answer=_REMOVED)
def remove_all(inquiry: Inquiry) -> Any:
    """Remove all stubs that were added; those of files stay."""
    names = [each.name for each in inquiry.control.added]
    inquiry.control.remove_all()
    return {"removed": names}


@endpoint("DELETE", "/stubs/{name:path}", answer=_REMOVED)
def remove(inquiry: Inquiry) -> Any:
    """Remove a stub that was added."""
    control, name = inquiry.control, inquiry.names["name"]
    if not control.remove(name):
        names = [each.name for each in control.stubs]
        if name in names:
            _of_a_file(name)
        _no_such(name, names)
    return {"removed": [name]}


def _hold_names(control: Control, names: list[str]) -> None:
    """Hold names to be free: each is given once, and to no stub of a file."""
    for each in names:
        if names.count(each) > 1:
            raise AdminError(400, f"the name {each!r} is given twice", where="body")
        if each in {one.name for one in control.stubs if one not in control.added}:
            _of_a_file(each)


def _added(control: Control, documents: list[dict[str, Any]]) -> tuple[Stub, ...]:
    try:
        return control.add_all(documents)
    except BadStub as error:
        raise AdminError(400, str(error), where="body") from error


def _told(stub: Stub, added: bool, used: Any) -> dict[str, Any]:  # noqa: FBT001
    return {
        "name": stub.name,
        "from": "added" if added else "file",
        "used": used.get(stub.name, 0),
        "stub": dict(stub.source),
    }


def _no_such(name: str, known: list[str]) -> None:
    there = f"there are {', '.join(known)}" if known else "there is none"
    raise AdminError(404, f"there is no stub {name!r}", expected=meant(name, known) + there)


def _of_a_file(name: str) -> None:
    raise AdminError(
        400, f"the stub {name!r} is of a file", expected="one that was added, or another name"
    )
