#!/usr/bin/env bash
# What the container image holds runs by itself: from another folder, without a home, with nothing writable but a temporary folder.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$root/infra/publish" "$work/app" > "$work/size"
[[ -z $(find "$work/app" -name '*.pdb') ]] || { echo 'debugging symbols are left in it'; exit 1; }
megabytes=$(du -sm "$work/app" | cut -f 1)
[[ $megabytes -lt 200 ]] || { echo "$megabytes MB"; exit 1; }
status=0
output=$("$root/infra/publish" "$work/app" 2>&1) || status=$?
[[ $status -eq 2 && $output == *'is not empty'* ]] || { echo "a second time: exit $status: $output"; exit 1; }

# shellcheck source-path=SCRIPTDIR source=../../infra/prelude.sh
SCRIPT_NAME=publish.sh source "$root/infra/prelude.sh"
find_dotnet
mkdir "$work/tmp"
chmod -R a-w "$work/app"
run() { (cd / && env -i PATH=/usr/bin:/bin DOTNET_ROOT="$(dirname "$(readlink -f "$DOTNET")")" DOTNET_EnableDiagnostics=0 TMPDIR="$work/tmp" "$work/app/streammood" "$@" < /dev/null); }
[[ $(run --version) =~ ^[0-9]+\.[0-9]+\.[0-9]+ ]] || { echo 'no version'; exit 1; }
# It ends with 0 only when something was recommended and every frame is accounted for; a busy machine gets more time for it.
for seconds in 4 20 60; do
  status=0
  run demo --cameras 1 --fps 5 --duration "$seconds" --json > "$work/demo.json" || status=$?
  [[ $status -ne 0 ]] || break
done
[[ $status -eq 0 ]] || { echo "the demo ended with $status"; exit 1; }
[[ $(wc -l < "$work/demo.json") -gt 1 ]] || { echo 'the demo recommended nothing'; exit 1; }
chmod -R u+w "$work/app"
