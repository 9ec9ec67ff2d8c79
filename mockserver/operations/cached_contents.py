"""Operations on cached contents, and how a request comes by one. Facts: gemini.md 10, 6.6, 6.7."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mockserver.body import violation
from mockserver.caches import Cache, Caches, held, last_of
from mockserver.errors import ApiError
from mockserver.generate import usage
from mockserver.jsonwriter import canonical
from mockserver.mock import Mock
from mockserver.models import Model
from mockserver.operations.pages import page
from mockserver.request import Answer, Request

_METHOD = "createCachedContent"
_LEAST_TOKENS = 1_024  # observed
_USUAL_TTL = timedelta(hours=1)  # observed
_USUAL, _MOST = 100, 1_000  # on a page; the most is documented
_EXPIRATION = {"ttl", "expireTime"}
_MASKS = {"", "ttl", "expireTime", "expire_time", "expiration"}
_NAME = re.compile(r"(?:projects/[^/]+/locations/[^/]+/)?cachedContents/([^/]+)")
_LETTERS, _ID_LENGTH = "0123456789abcdefghijklmnopqrstuvwxyz", 40  # as in recorded ids


def create(request: Request, mock: Mock) -> Answer:
    """Answer as ``cachedContents.create`` does. What expires in the past is created too (observed).

    Raises:
        ApiError: The model isn't there or can't use a cache, there is too little to cache, or the
            time is none.
    """
    body = request.body
    model = _model(request, mock)
    kept = held(body)
    if (count := usage.of_message(kept, model).total()) < _LEAST_TOKENS:
        raise ApiError("cached_content_too_small", count=count, least=_LEAST_TOKENS)
    expires = _expiration(body, request.at)

    def make(made: int) -> Cache:
        return Cache(
            name=f"cachedContents/{_id([mock.settings.seed, made, body])}",
            model=model.id,
            held=kept,
            display_name=body.get("displayName", ""),
            created=request.at,
            updated=request.at,
            expires=expires,
        )

    return Answer(_resource(_caches(request, mock).add(make), mock))


def list_all(request: Request, mock: Mock) -> Answer:
    """Answer as ``cachedContents.list`` does: the newest first, nothing at all if there is none.

    Raises:
        ApiError: ``invalid_fields`` or ``page_token``.
    """
    found, rest = page(
        _caches(request, mock).all(request.at), request.query, default=_USUAL, most=_MOST
    )
    return Answer(
        {**({"cachedContents": [_resource(each, mock) for each in found]} if found else {}), **rest}
    )


def get(request: Request, mock: Mock) -> Answer:
    """Answer as ``cachedContents.get`` does; contents are never given back.

    Raises:
        ApiError: ``no_cached_content``, also for an expired one.
    """
    cache = _known(_caches(request, mock).get(request.names["id"], request.at), request)
    return Answer(_resource(cache, mock))


def patch(request: Request, mock: Mock) -> Answer:
    """Answer as ``cachedContents.patch`` does: only when it expires can be changed (documented).

    Raises:
        ApiError: ``no_cached_content``, or ``violations`` for any other change.
    """
    masked = request.query.get("updateMask", request.query.get("update_mask", ""))
    named = {each.strip() for each in masked.split(",")} | (request.body.keys() - {"name"})
    if fixed := named - _MASKS:
        text = f"only ttl and expire_time can be updated, not {', '.join(sorted(fixed))}"
        raise violation("UpdateCachedContentRequest", ("update_mask", text))
    if not request.body.keys() & _EXPIRATION:
        text = "ttl or expire_time is not specified"
        raise violation("UpdateCachedContentRequest", ("cached_content", text))
    id_, expires = request.names["id"], _expiration(request.body, request.at)
    cache = _known(_caches(request, mock).extend(id_, expires, request.at), request)
    return Answer(_resource(cache, mock))


def delete(request: Request, mock: Mock) -> Answer:
    """Answer as ``cachedContents.delete`` does.

    Raises:
        ApiError: ``no_cached_content``.
    """
    if not _caches(request, mock).remove(request.names["id"], request.at):
        raise _not_found(request.names["id"])
    return Answer({})


def named(body: Mapping[str, Any], model: Model, request: Request, mock: Mock) -> Mapping[str, Any]:
    """Return what the CachedContent that a GenerateContentRequest names gives it; nothing if none.

    Raises:
        ApiError: ``cached_content_name``, ``no_cached_content`` or ``cached_content_model``.
    """
    name = body.get("cachedContent", "")
    if not name:
        return {}
    found = _NAME.fullmatch(name)
    if not found:
        raise ApiError("cached_content_name", name=name)
    cache = _caches(request, mock).get(found[1], request.at)
    if cache is None:
        raise _not_found(found[1])
    if cache.model != model.id:
        raise ApiError("cached_content_model", model=model.id, cached=cache.model)
    return cache.held


def _caches(request: Request, mock: Mock) -> Caches:
    return mock.state.namespace(request.namespace).caches


def _known(cache: Cache | None, request: Request) -> Cache:
    if cache is None:
        raise _not_found(request.names["id"])
    return cache


def _not_found(id_: str) -> ApiError:
    hint = f"there is no cached content {id_!r}, or it has expired; --cached-content adds one"
    return ApiError("no_cached_content", id=id_, hint=hint)


def _model(request: Request, mock: Mock) -> Model:
    """Return the model that a cached content is to be for."""
    if "model" not in request.body:
        raise violation(
            "CreateCachedContentRequest", ("cached_content.model", "model is not specified")
        )
    name = last_of(request.body["model"])
    model = mock.models.get(name)
    if model is None or _METHOD not in model.methods:
        names = {**request.names, "model": name, "operation": _METHOD}
        raise ApiError("unknown_model", **dict[str, Any](names))
    return model


def _expiration(body: Mapping[str, Any], at: datetime) -> datetime:
    """Return when what *body* describes expires."""
    try:
        if "expireTime" in body:
            return datetime.fromisoformat(body["expireTime"]).astimezone(UTC)
        if "ttl" in body:
            return at + timedelta(seconds=float(body["ttl"].removesuffix("s")))
    except (ValueError, OverflowError) as error:
        text = "there is no such time"
        raise violation("CachedContent", ("expiration", text)) from error
    return at + _USUAL_TTL


def _id(made_from: object) -> str:
    """Make an id in the shape of recorded ones."""
    number = int.from_bytes(hashlib.sha256(canonical(made_from)).digest(), "big")
    return "".join(_LETTERS[number // 36**place % 36] for place in range(_ID_LENGTH))


def _resource(cache: Cache, mock: Mock) -> dict[str, Any]:
    """Describe a cached content; an empty name to display is written, too (observed)."""
    read = usage.of_message(cache.held, mock.models[cache.model])
    return {
        "name": cache.name,
        "model": f"models/{cache.model}",
        "createTime": _timestamp(cache.created),
        "updateTime": _timestamp(cache.updated),
        "expireTime": _timestamp(cache.expires),
        "displayName": cache.display_name,
        "usageMetadata": {"totalTokenCount": read.total()},
    }


def _timestamp(at: datetime) -> str:
    """Write a time in UTC, with as many digits as it needs, as protobuf does."""
    precision = "microseconds" if at.microsecond else "seconds"
    return at.replace(tzinfo=None).isoformat(timespec=precision) + "Z"
