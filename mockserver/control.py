"""The routes below ``/__admin/``, where the mock itself is asked and not the API."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mockserver.settings import Settings
from mockserver.version import __version__


def routes(settings: Settings) -> list[Route]:
    """Return the admin routes of a mock with these settings."""

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
