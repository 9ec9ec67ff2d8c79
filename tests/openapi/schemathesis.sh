#!/usr/bin/env bash
# Have Schemathesis try a mock in each dialect, two at a time: schemathesis.sh MOCK ST DIALECT...
# A dialect with :bounded behind it is tried by bounded.toml.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mock=$(realpath -s "$1") st=$(realpath -s "$2")
shift 2
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
key=sk-good

try() {
  config=schemathesis.toml
  [ "${1#*:}" = "$1" ] || config=${1#*:}.toml
  "$mock" run --dialect "${1%:*}" --api-key "$key" --log-level error -- sh -c '
    cd "$1" && PYTHONPATH=. exec "$2" --config-file "$4" \
      run "$COMETAPI_MOCK_URL/openapi.json" --header "x-goog-api-key: $3" --header "Authorization: Bearer $3"' sh "$here" "$st" "$key" "$config"
}
export -f try
export mock st here key

# A run that found nothing needs a line; of any other all is shown.
status=0
printf '%s\n' "$@" | xargs -P 2 -I{} bash -c 'try {} >"$0/{}" 2>&1 || touch "$0/{}.failed"' "$logs"
for each in "$@"; do
  if [ -e "$logs/$each.failed" ]; then
    echo "Schemathesis on $each:"
    cat "$logs/$each"
    status=1
  else
    echo "Schemathesis on $each: $(grep -E '^  [0-9]+ generated' "$logs/$each" | xargs)"
  fi
done
exit $status
