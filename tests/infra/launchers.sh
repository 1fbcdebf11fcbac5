#!/usr/bin/env bash
# The launcher works from any folder, through a symlink and without stdin, and says so when nothing is built.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/a folder"
cd "$work/a folder"

ln -s "$root/infra/streammood" linked
[[ $(./linked --version < /dev/null) =~ ^[0-9]+\.[0-9]+\.[0-9]+ ]] || { echo 'no version through the symlink'; exit 1; }

mkdir -p unbuilt/infra
cp "$root/infra/prelude.sh" "$root/infra/streammood" unbuilt/infra/
status=0
output=$(unbuilt/infra/streammood --version 2>&1) || status=$?
[[ $status -eq 2 && $output == 'infra/streammood: not built yet: run infra/setup' ]] || { echo "exit $status: $output"; exit 1; }
