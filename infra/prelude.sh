# What every script here starts with: where the repository is, how to fail, where dotnet is. Sourced, never run.
# shellcheck shell=bash

set -euo pipefail

# The repository, also when the script was reached through a symlink or the path holds a space.
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
cache=$root/.cache
script=${SCRIPT_NAME:?}

# One line, and 2: what stands in the way is the machine or the command line, not the code.
fail() {
  printf '%s: %s\n' "$script" "$1" >&2
  exit 2
}

# dotnet-install.sh puts the SDK in ~/.dotnet and leaves PATH alone.
find_dotnet() {
  local candidate
  for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet"; do
    if [[ -x $candidate ]]; then
      DOTNET=$candidate
      return 0
    fi
  done
  return 1
}

# npm and NuGet write hashes in base64, sha512sum in hexadecimal.
sha512_of() { sha512sum < "$1" | cut -d ' ' -f 1; }
hex_of() { base64 -d <<< "$1" | od -An -v -tx1 | tr -d ' \n'; }

# No telemetry, no greeting, one language for the scripts to read, and no compiler or MSBuild server that outlives the command: one that inherited the set-up
# lock would hold it for a quarter of an hour.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
