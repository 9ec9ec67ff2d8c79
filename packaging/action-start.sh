#!/usr/bin/env bash
# The second step of action.yml: start the mock, wait until it serves, tell the later steps of it.
set -euo pipefail

home=${RUNNER_TEMP:?}/cometapi-mock
bin=$home/venv/bin
log=$home/mock.log
ready=$home/ready

fail() {
  echo "::error title=cometapi-mock::$1"
  if [ -f "$log" ]; then cat "$log"; fi
  exit 1
}

[[ $INPUT_WAIT_TIMEOUT =~ ^[0-9]+$ ]] || fail "wait-timeout takes seconds, a whole number, not '$INPUT_WAIT_TIMEOUT'"

options=(--port "$INPUT_PORT" --dialect "$INPUT_DIALECT" --ready-file "$ready")
while IFS= read -r folder; do
  if [ -n "$folder" ]; then options+=(--stubs "$folder"); fi
done <<<"$INPUT_STUBS"
split='import shlex, sys; print(*shlex.split(sys.argv[1]), sep="\n")'
words=$("$bin/python" -c "$split" "$INPUT_ARGS") || fail "args has a quote that doesn't end: $INPUT_ARGS"
while IFS= read -r word; do
  if [ -n "$word" ]; then options+=("$word"); fi
done <<<"$words"

# The runner ends it with the job. Its output goes to a file, or the step would wait for its end.
nohup "$bin/cometapi-mock" serve "${options[@]}" >"$log" 2>&1 </dev/null &
mock=$!

for ((tenths = 0; ; tenths++)); do
  if [ -s "$ready" ]; then break; fi
  kill -0 "$mock" 2>/dev/null || fail "The mock did not start:"
  if ((tenths >= INPUT_WAIT_TIMEOUT * 10)); then
    kill "$mock" && wait "$mock" || true
    fail "The mock did not serve within $INPUT_WAIT_TIMEOUT seconds:"
  fi
  sleep 0.1
done

url=$(cat "$ready")
{
  echo "url=$url"
  echo "pid=$mock"
  echo "log=$log"
} >>"$GITHUB_OUTPUT"
if [ "$INPUT_EXPORT" = true ]; then
  "$bin/cometapi-mock" env --url "$url" --format dotenv >>"$GITHUB_ENV"
fi
echo "The mock serves $url"
