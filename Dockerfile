# The mock as an image: docs/docker.md says how to use it.
#
#   docker build --tag cometapi-mock .
#   docker run --rm --publish 127.0.0.1:8707:8707 cometapi-mock

FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY schemas schemas
COPY fixtures fixtures
COPY contract_tests contract_tests
COPY mockserver mockserver
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .
RUN python -m venv /opt/cometapi-mock \
  && /opt/cometapi-mock/bin/pip install --no-cache-dir --constraint constraints.txt \
    "$(echo /wheels/*.whl)[contract]"

FROM python:3.13-slim
# A number, not a name: Kubernetes tells by it that this isn't root.
RUN useradd --system --uid 10001 --no-create-home mock && mkdir /stubs
COPY --from=build /opt/cometapi-mock /opt/cometapi-mock
COPY --chmod=755 packaging/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
ENV PATH=/opt/cometapi-mock/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COMETAPI_MOCK_HOST=0.0.0.0 \
    COMETAPI_MOCK_PORT=8707 \
    COMETAPI_MOCK_STUBS=/stubs
USER 10001:10001
EXPOSE 8707
HEALTHCHECK --interval=5s --timeout=3s --start-period=15s --start-interval=1s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['COMETAPI_MOCK_PORT'] + '/__admin/health', timeout=2)"]
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["serve"]
