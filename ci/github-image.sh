#!/usr/bin/env bash
# The action as an image: what action.yml in the root of the repository does in its steps.
set -uo pipefail
here=$(dirname "$0")
# The reports are read here only: no later step sees the files of this container, except those in its checkout.
RUNNER_TEMP=$(mktemp -d)
export RUNNER_TEMP

code=0
"$here/github-verify.sh" canary-verify || code=$?
if [ -n "${INPUT_COMMENT:-}" ]; then
  export COMMENT_NAME=$INPUT_COMMENT COMMENT_TOKEN=${INPUT_TOKEN:-} EXIT_CODE=$code
  node "$here/github-comment.mjs" "$RUNNER_TEMP/canary-verify/report.md"
fi
exit "$code"
