#!/usr/bin/env bash
# The second step of action.yml: start the mock, wait until it serves, tell the later steps of it.
set -euo pipefail

home=${RUNNER_TEMP:?}/cometapi-mock
bin=$home/venv/bin
run=$(mktemp -d "$home/run-XXXXXX") # a job may start several
log=$run/log
ready=$run/ready

fail() {
  echo "::error title=cometapi-mock::$1"
  if [ -f "$log" ]; then cat "$log"; fi
  exit 1
}

[[ $INPUT_WAIT_TIMEOUT =~ ^[0-9]+$ ]] || fail "wait-timeout takes seconds, a whole number, not '$INPUT_WAIT_TIMEOUT'"
case $INPUT_EXPORT in
  true | false) ;;
  *) fail "export takes true or false, not '$INPUT_EXPORT'" ;;
esac

options=(--port "$INPUT_PORT" --dialect "$INPUT_DIALECT" --ready-file "$ready")
while IFS= read -r folder; do
  if [ -n "$folder" ]; then options+=(--stubs "$folder"); fi
done <<<"$INPUT_STUBS"
split='import shlex, sys; print(*shlex.split(sys.argv[1]), sep="\0", end="\0" if sys.argv[1].strip() else "")'
"$bin/python" -c "$split" "$INPUT_ARGS" >"$run/words" 2>/dev/null || fail "args has a quote that doesn't end: $INPUT_ARGS"
while IFS= read -r -d '' word; do
  options+=("$word")
done <"$run/words"

# The runner ends it with the job. Its output goes to a file, or the step would wait for its end.
nohup "$bin/cometapi-mock" serve "${options[@]}" >"$log" 2>&1 </dev/null &
mock=$!

for ((tenths = 0; ; tenths++)); do
  if [ -s "$ready" ]; then break; fi
  kill -0 "$mock" 2>/dev/null || fail "The mock did not start:"
  if ((tenths >= 10#$INPUT_WAIT_TIMEOUT * 10)); then
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
