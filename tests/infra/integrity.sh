#!/usr/bin/env bash
# A download that is not the pinned file is refused in one line with exit 2, and nothing of it stays.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/repo with space/infra" "$work/registry/onnxruntime-node/-"
cp "$root/infra/prelude.sh" "$work/repo with space/infra/"
cp -r "$root/infra/feed" "$work/repo with space/infra/"
echo 'not what was pinned' > "$work/registry/onnxruntime-node/-/onnxruntime-node-1.29.0.tgz"

status=0
output=$(npm_config_registry="file://$work/registry" "$work/repo with space/infra/feed/fetch" onnxruntime-node 2>&1 > "$work/stdout" 3> /dev/null) || status=$?

[[ $status -eq 2 ]] || { echo "exit $status instead of 2: $output"; exit 1; }
[[ $(wc -l <<< "$output") -eq 1 && $output == *'is not the pinned file'* ]] || { echo "not one clear line: $output"; exit 1; }
[[ ! -s $work/stdout ]] || { echo 'a path was printed all the same'; exit 1; }
[[ -z $(find "$work/repo with space/.cache/downloads" -type f) ]] || { echo 'something was left in .cache/downloads'; exit 1; }
