#!/usr/bin/env bash
# Setting up again with nothing changed takes under five seconds, and a wrong argument does nothing but say so.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

begun=$SECONDS
output=$("$root/infra/setup" < /dev/null)
[[ $((SECONDS - begun)) -lt 5 ]] || { echo "took $((SECONDS - begun)) s: $output"; exit 1; }
[[ $output == *'nothing has changed'* ]] || { echo "it did something: $output"; exit 1; }

status=0
output=$("$root/infra/setup" --nonsense 2>&1) || status=$?
[[ $status -eq 2 && $(wc -l <<< "$output") -eq 1 ]] || { echo "exit $status: $output"; exit 1; }
