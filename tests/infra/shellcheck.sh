#!/usr/bin/env bash
# Every script is clean under shellcheck, where it is installed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
command -v shellcheck > /dev/null || { echo 'shellcheck is not installed'; exit 77; }
cd "$root"
scripts=()
while IFS= read -r -d '' file; do
  [[ $(head -n 1 "$file") != '#!'*bash ]] || scripts+=("$file")
done < <(find infra tests/infra .ci -type f -print0)
shellcheck -x "${scripts[@]}"
