"""Endpoints about the journal: what was asked, and what came of it."""

from typing import Any

from starlette.responses import Response

from mockserver.admin.endpoint import (
    NUMBER,
    TEXT,
    TRUTH,
    Inquiry,
    Parameter,
    endpoint,
    list_of,
    object_of,
)
from mockserver.admin.refusal import AdminError
from mockserver.exports import FORMS, Session
from mockserver.journal import PROGRESS, Entry, Selection, told

ENTRY = {"$ref": "#/components/schemas/JournalEntry"}
_STATUS = {"type": "integer", "minimum": 100}
_FILTERS = (
    Parameter("operation", "What was called, such as streamGenerateContent."),
    Parameter("model", "A model, or a pattern such as gemini-2.5-*."),
    Parameter("status", "The status of the answer.", _STATUS),
    Parameter("stub", "The name of the stub that answered."),
    Parameter("fault", "A fault that happened: its name, or as it was written."),
    Parameter("unmatched", "Whether there were stubs, and none was for it.", TRUTH),
    Parameter("progress", "How far the answer got.", {"enum": list(PROGRESS)}),
    Parameter("text", "Part of a string in the body of the request."),
    Parameter("since", "Only entries after the one of this number.", NUMBER),
    Parameter("limit", "How many: the next after since, or else the newest.", NUMBER),
)
_ENTRIES = object_of({"entries": list_of(ENTRY), "count": NUMBER, "last": NUMBER})


@endpoint("GET", "/journal", query=_FILTERS, answer=_ENTRIES)
def journal(inquiry: Inquiry) -> Any:
    """Show the entries of the journal, in the order in which their calls came.

    Without a namespace they are those of all. *last* is the number of the newest entry that was ever
    made: with ``since=LAST`` one sees what comes later.
    """
    last = inquiry.mock.state.journal.made
    found = _selected(inquiry)
    return {"entries": [told(each) for each in found], "count": len(found), "last": last}


@endpoint("DELETE", "/journal", answer=object_of({"count": NUMBER}))
def forget(inquiry: Inquiry) -> Any:
    """Empty the journal, of a namespace or of all; *count* is how many entries are left."""
    inquiry.mock.state.journal.clear(inquiry.namespace)
    return {"count": len(inquiry.mock.state.journal.entries())}


@endpoint("GET", "/journal/count", query=_FILTERS, answer=object_of({"count": NUMBER}))
def count(inquiry: Inquiry) -> Any:
    """Count the entries that one wants to see."""
    return {"count": len(_selected(inquiry))}


@endpoint("GET", "/journal/unmatched", query=_FILTERS, answer=_ENTRIES)
def unmatched(inquiry: Inquiry) -> Any:
    """Show the requests that no stub was for, though there were some, and the nearest stubs of each."""
    last = inquiry.mock.state.journal.made
    found = _selected(inquiry, unmatched=True)
    return {"entries": [told(each) for each in found], "count": len(found), "last": last}


@endpoint(
    "GET",
    "/journal/export",
    query=(Parameter("format", "As what.", {"enum": list(FORMS)}), *_FILTERS),
    answer=TEXT,
    media_types=tuple(each.media_type.partition(";")[0] for each in FORMS.values()),
)
def export(inquiry: Inquiry) -> Response:
    """Write entries as an HTTP archive (the default), as commands of curl, or as a test for pytest."""
    form = FORMS[inquiry.query.get("format", "har")]
    stubs = {each.name: each.source for each in inquiry.control.stubs}
    session = Session(
        entries=_selected(inquiry), dialect=inquiry.mock.settings.dialect, stubs=stubs
    )
    text = form.write(session).encode("utf-8", "backslashreplace")
    kept = {"content-disposition": f'attachment; filename="{form.file}"'}
    return Response(text, headers=kept, media_type=form.media_type)


@endpoint("GET", "/journal/{number}", answer=ENTRY)
def entry(inquiry: Inquiry) -> Any:
    """Show one entry by its number."""
    number = inquiry.names["number"]
    found = inquiry.mock.state.journal.entry(int(number)) if number.isdecimal() else None
    if found is None:
        raise AdminError(404, f"the journal has no entry {number}")
    return told(found)


def _selected(inquiry: Inquiry, **wanted: Any) -> tuple[Entry, ...]:
    """Return the entries of a namespace, or of all, that the query asks for."""
    filters = {name: each for name, each in inquiry.query.items() if name != "format"}
    selection = Selection(**{**filters, **wanted})
    if inquiry.namespace is not None:
        return inquiry.control.select(selection)
    return selection.of(inquiry.mock.state.journal.entries())
