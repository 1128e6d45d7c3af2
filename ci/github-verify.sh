#!/usr/bin/env bash
# Verifies by what an action of GitHub was given (INPUT_…), and writes its outputs: bash github-verify.sh COMMAND...
# COMMAND runs canary-verify. Reports lie in $RUNNER_TEMP/canary-verify.
set -uo pipefail

# Beside the checkout, where nobody else's files lie: canary-verify would take its options from them.
place=$RUNNER_TEMP/canary-verify
report=$place/report.json
summary=$place/report.md
no_options=$place/input-config-is-empty.json
mkdir -p "$place"
rm -f "$report" "$summary"
echo '{}' >"$no_options"

command=(--reporter=github "--reporter=json=$report" "--reporter=markdown=$summary")
command+=("--config=${INPUT_CONFIG:-$no_options}")
if [ -n "${INPUT_EXPECT:-}" ]; then command+=("--expect=$INPUT_EXPECT"); fi
while IFS= read -r line; do
  if [ -n "$line" ]; then command+=("$line"); fi
done <<<"${INPUT_ARGS:-}"
if [ -n "${INPUT_TARGET:-}" ]; then command+=(-- "$INPUT_TARGET"); fi

"$@" "${command[@]}"
code=$?

echo "exit-code=$code" >>"$GITHUB_OUTPUT"
if [ -f "$report" ]; then
  read_json='const { verdict, share } = JSON.parse(fs.readFileSync(process.argv[1], "utf8"));'
  node -e "$read_json"' console.log(`verdict=${verdict}\nshare=${share ?? ""}`)' "$report" >>"$GITHUB_OUTPUT"
  echo "report=$report" >>"$GITHUB_OUTPUT"
fi
exit "$code"
