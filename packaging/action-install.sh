#!/usr/bin/env bash
# The first step of action.yml: install the mock beside the job's own Python, not into it.
set -euo pipefail

home=${RUNNER_TEMP:?}/cometapi-mock
case $INPUT_VERSION in
  .) wanted=${GITHUB_ACTION_PATH:?} ;;
  */*) wanted=$INPUT_VERSION ;;
  *) wanted=cometapi-mockserver==$INPUT_VERSION ;;
esac

python=$(command -v python3 || command -v python || true)
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "::error title=cometapi-mock::It needs Python 3.11 or later: put actions/setup-python before this step."
  exit 1
fi

"$python" -m venv "$home/venv"
"$home/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$wanted"
"$home/venv/bin/cometapi-mock" --version
