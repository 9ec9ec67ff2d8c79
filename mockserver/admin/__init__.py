"""The routes below ``/__admin/``, where the mock itself is asked and not the API."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mockserver.mock import Mock
from mockserver.version import __version__


def routes(mock: Mock) -> list[Route]:
    """Return the admin routes of a mock."""
    settings = mock.settings

    async def health(_: Request) -> JSONResponse:
        """Say that the mock serves, as what."""
        return JSONResponse(
            {
                "status": "ok",
                "version": __version__,
                "dialect": settings.dialect,
                "seed": settings.seed,
            }
        )

    return [Route("/__admin/health", health)]
