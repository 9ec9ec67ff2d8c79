from typing import Any

import pytest

import contract_tests.checks  # noqa: F401 - registers them
from tests.answered import answer, asking, places, said, streamed, unary

TEXT = "Olé! Spain won. ⚽ It was 2:1."
SEARCH = asking(tools=[{"google_search": {}}])
WEB = {"web": {"uri": "https://example.com/redirect/1", "title": "example.com"}}


def _segment(quoted: str, **members: Any) -> dict[str, Any]:
    """A segment that quotes the text, with its offsets in bytes."""
    start = TEXT.encode().index(quoted.encode())
    return {
        "startIndex": start,
        "endIndex": start + len(quoted.encode()),
        "text": quoted,
        **members,
    }


def _support(**members: Any) -> dict[str, Any]:
    return {"segment": _segment("Spain won."), "groundingChunkIndices": [0], **members}


def _grounded(*supports: Any, text: str = TEXT, **grounding: Any) -> dict[str, Any]:
    found = {"groundingChunks": [WEB], "groundingSupports": list(supports), **grounding}
    return answer({"text": text}, groundingMetadata=found)


def test_grounding_must_be_asked_for() -> None:
    check = "grounding_comes_if_asked_for"

    assert said(check, unary(_grounded(_support()), SEARCH)) == []
    assert said(check, unary(_grounded(_support()), asking())) == [
        "grounding, though the tools are nothing"
    ]
    code = asking(tools=[{"codeExecution": {}}])
    assert said(check, unary(_grounded(_support()), code)) == [
        "grounding, though the tools are codeExecution"
    ]


def test_grounding_is_not_judged_by_what_nobody_knows() -> None:
    check = "grounding_comes_if_asked_for"

    assert said(check, unary(_grounded(_support()))) is None
    assert said(check, unary(answer({"text": TEXT}, groundingMetadata={}), asking())) is None
    assert said(check, unary(_grounded(), asking(cachedContent="cachedContents/1"))) is None


@pytest.mark.parametrize("indices", [[1], [-1], [0, 9], ["0"]])
def test_supports_must_point_at_sources(indices: list[Any]) -> None:
    exchange = unary(_grounded(_support(), _support(groundingChunkIndices=indices)))

    assert said("supports_point_at_sources", exchange) == [
        f"expected places among 1 sources, got {indices}"
    ]
    assert places("supports_point_at_sources", exchange) == [
        "/candidates/0/groundingMetadata/groundingSupports/1/groundingChunkIndices"
    ]


def test_supports_that_point_at_sources_are_good() -> None:
    assert said("supports_point_at_sources", unary(_grounded(_support()))) == []
    assert said("supports_point_at_sources", unary(_grounded())) is None


def test_segments_are_slices_of_bytes() -> None:
    check = "segments_are_slices_of_the_text"
    first, last = TEXT[:12], TEXT[12:]
    late = streamed(answer({"text": first}, finishReason=None), _grounded(_support(), text=last))

    assert said(check, unary(_grounded(_support(), _support(segment=_segment("⚽"))))) == []
    assert said(check, late) == []
    assert said(check, unary(_grounded({"groundingChunkIndices": [0]}))) == []


@pytest.mark.parametrize("shift", [-1, 1, 100])
def test_segments_that_are_shifted_are_found(shift: int) -> None:
    segment = _segment("It was 2:1.")
    segment |= {name: segment[name] + shift for name in ("startIndex", "endIndex")}

    found = said("segments_are_slices_of_the_text", unary(_grounded(_support(segment=segment))))

    assert found
    assert found[0].startswith("expected a slice that says 'It was 2:1.', got ")


def test_offsets_in_letters_are_found() -> None:
    start = TEXT.index("It was")
    segment = {"startIndex": start, "endIndex": start + 11, "text": "It was 2:1."}

    assert said("segments_are_slices_of_the_text", unary(_grounded(_support(segment=segment))))


@pytest.mark.parametrize(("part", "bad"), [(1, 0), (0, 1)])
def test_offsets_count_in_the_part_that_is_named(part: int, bad: int) -> None:
    supports = [_support(segment=_segment("Spain won.", partIndex=part))]
    found = {"groundingChunks": [WEB], "groundingSupports": supports}
    exchange = unary(answer({"text": "Let me look."}, {"text": TEXT}, groundingMetadata=found))

    assert len(said("segments_are_slices_of_the_text", exchange) or []) == bad


def test_a_segment_beyond_all_parts_is_found() -> None:
    segment = _segment("Spain won.", partIndex=9)

    assert (
        said("segments_are_slices_of_the_text", unary(_grounded(_support(segment=segment)))) == []
    )
    nothing = answer(groundingMetadata={"groundingSupports": [_support(segment=segment)]})
    assert len(said("segments_are_slices_of_the_text", unary(nothing)) or []) == 1


@pytest.mark.parametrize("scores", [[0.5, 0.5], [1.5], [-0.1], ["high"]])
def test_confidence_must_be_told_for_each_source(scores: list[Any]) -> None:
    exchange = unary(_grounded(_support(confidenceScores=scores)))

    assert said("confidence_is_told_for_each_source", exchange) == [
        f"expected 1 scores from 0 to 1, got {scores}"
    ]


def test_confidence_need_not_be_told() -> None:
    check = "confidence_is_told_for_each_source"

    assert said(check, unary(_grounded(_support(confidenceScores=[0.5]), _support()))) == []
    assert said(check, unary(_grounded(_support()))) is None


@pytest.mark.parametrize("web", [{"title": "x"}, {"uri": "example.com"}, {"uri": 7}])
def test_a_source_of_the_web_needs_its_address(web: dict[str, Any]) -> None:
    exchange = unary(_grounded(groundingChunks=[WEB, {"web": web}]))

    assert places("sources_of_the_web_have_an_address", exchange) == [
        "/candidates/0/groundingMetadata/groundingChunks/1/web/uri"
    ]


def test_other_sources_need_no_address() -> None:
    assert said("sources_of_the_web_have_an_address", unary(_grounded())) == []
    chunk = {"retrievedContext": {"title": "x"}}
    assert said("sources_of_the_web_have_an_address", unary(_grounded(groundingChunks=[chunk]))) is None  # fmt: skip


def test_a_search_tells_its_queries_and_what_is_to_be_shown() -> None:
    shown = {"renderedContent": "<div>spain</div>"}
    told = _grounded(webSearchQueries=["euro 2024"], searchEntryPoint=shown)

    assert said("a_search_tells_what_it_looked_for", unary(told, SEARCH)) == []
    assert said("a_search_comes_with_what_is_to_be_shown", unary(told, SEARCH)) == []
    untold = unary(_grounded(searchEntryPoint={}), SEARCH)
    assert said("a_search_tells_what_it_looked_for", untold) == ["expected queries, got none"]
    assert said("a_search_comes_with_what_is_to_be_shown", untold) == [
        "expected renderedContent, got [{}]"
    ]


@pytest.mark.parametrize("tool", ["urlContext", "codeExecution"])
def test_who_did_not_search_tells_of_no_search(tool: str) -> None:
    read = unary(_grounded(), asking(tools=[{tool: {}}]))

    assert said("a_search_tells_what_it_looked_for", read) is None
    unsourced = unary(answer({"text": TEXT}, groundingMetadata={"x": 1}), SEARCH)
    assert said("a_search_comes_with_what_is_to_be_shown", unsourced) is None


PLACE = {"uri": "https://maps.google.com/?cid=1", "title": "Cafe", "placeId": "places/ChIJ1"}


@pytest.mark.parametrize("lacks", [{"uri": ""}, {"title": ""}, {"placeId": "ChIJ1"}])
def test_a_place_needs_its_name_and_address(lacks: dict[str, str]) -> None:
    good, bad = {"maps": PLACE}, {"maps": {**PLACE, **lacks}}

    assert places("sources_of_maps_are_places", unary(_grounded(groundingChunks=[good, bad]))) == [
        "/candidates/0/groundingMetadata/groundingChunks/1/maps"
    ]


def test_a_place_needs_no_id() -> None:
    chunk = {"maps": {key: each for key, each in PLACE.items() if key != "placeId"}}

    assert said("sources_of_maps_are_places", unary(_grounded(groundingChunks=[chunk]))) == []


def test_a_widget_must_be_asked_for() -> None:
    check = "widget_comes_if_asked_for"
    answered = _grounded(googleMapsWidgetContextToken="widgetcontent/1")
    plain, wanted = (asking(tools=[{"googleMaps": each}]) for each in ({}, {"enableWidget": True}))

    assert said(check, unary(answered, plain)) == ["a token for a widget, without enableWidget"]
    assert said(check, unary(answered, wanted)) == []
    assert said(check, unary(_grounded(), plain)) == []
    assert said(check, unary(answered, SEARCH)) is None


def _read(*pages: Any) -> dict[str, Any]:
    return answer({"text": TEXT}, urlContextMetadata={"urlMetadata": list(pages)})


PAGE = {"retrievedUrl": "https://example.com/"}


def test_pages_must_be_asked_for() -> None:
    check, reads = "pages_are_read_if_asked_for", asking(tools=[{"urlContext": {}}])

    assert said(check, unary(_read(PAGE), reads)) == []
    assert said(check, unary(_read(PAGE), SEARCH)) == [
        "expected up to 20 pages with URLs, of the tool urlContext; got 1, without the tool"
    ]
    assert len(said(check, unary(_read(*[PAGE] * 21), reads)) or []) == 1
    assert len(said(check, unary(_read({"urlRetrievalStatus": "X"}), reads)) or []) == 1
    assert said(check, unary(_read(PAGE))) is None


@pytest.mark.parametrize("name", ["citationSources", "citations"])
@pytest.mark.parametrize(("start", "end", "bad"), [(0, 5, 0), (5, 32, 0), (5, 33, 1), (9, 5, 1), (-1, 5, 1)])  # fmt: skip
def test_citations_lie_in_the_text(name: str, start: int, end: int, bad: int) -> None:
    cited = {name: [{"startIndex": start, "endIndex": end}, {}]}
    exchange = unary(answer({"text": TEXT}, citationMetadata=cited))

    assert len(TEXT.encode()) == 32
    assert len(said("citations_lie_in_the_text", exchange) or []) == bad


def test_citations_of_what_is_withheld_lie_nowhere() -> None:
    cited = {"citationSources": [{"endIndex": 99}]}

    withheld = answer(finishReason="RECITATION", citationMetadata=cited)

    assert said("citations_lie_in_the_text", unary(withheld)) is None
    assert said("citations_lie_in_the_text", unary(answer({"text": TEXT}))) is None
