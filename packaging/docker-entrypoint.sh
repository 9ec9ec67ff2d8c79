#!/bin/sh
# What a container of the mock starts. Its arguments are those of cometapi-mock.
#
# A container listens on all addresses, so /__admin/ wants a token there. Without one it is off;
# /__admin/health, which the health check asks, is always there.
set -eu

if [ -z "${COMETAPI_MOCK_ADMIN_TOKEN:-}" ]; then
  export COMETAPI_MOCK_ADMIN="${COMETAPI_MOCK_ADMIN:-false}"
fi
exec cometapi-mock "$@"
