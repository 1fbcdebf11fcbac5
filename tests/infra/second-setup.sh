#!/usr/bin/env bash
# Setting up again with nothing changed takes under five seconds of processor time (a busy machine may take longer by the clock), and
# a wrong argument does nothing but say so.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

output=$("$root/infra/setup" < /dev/null)
# The second line of times: what the commands took, user and system, as 0m0.123s.
took=$(times | awk 'NR == 2 { gsub(/[ms]/, " "); print $1 * 60 + $2 + $3 * 60 + $4 }')
awk -v took="$took" 'BEGIN { exit !(took < 5) }' || { echo "took $took s: $output"; exit 1; }
[[ $output == *'nothing has changed'* ]] || { echo "it did something: $output"; exit 1; }

status=0
output=$("$root/infra/setup" --nonsense 2>&1) || status=$?
[[ $status -eq 2 && $(wc -l <<< "$output") -eq 1 ]] || { echo "exit $status: $output"; exit 1; }
