#!/usr/bin/env bash
# systemd itself finds nothing wrong with the units, and calls their exposure low.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
command -v systemd-analyze > /dev/null || { echo 'systemd-analyze is not installed'; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for unit in "$root"/infra/systemd/*.service; do
  name=$(basename "$unit")
  # The program is not installed here.
  sed 's#/opt/streammood/streammood#/bin/true#' "$unit" > "$work/$name"
  found=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no "$work/$name" 2>&1 | grep -F "$name" || true)
  [[ -z $found ]] || { echo "$found"; exit 1; }
  exposure=$(systemd-analyze security --offline=true "$work/$name" 2> /dev/null | sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')
  [[ -n $exposure ]] || continue
  awk -v level="$exposure" 'BEGIN { exit !(level <= 2.5) }' || { echo "$name: exposure $exposure"; exit 1; }
done
