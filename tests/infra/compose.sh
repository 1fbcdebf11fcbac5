#!/usr/bin/env bash
# Docker's own parser takes the composition, with and without the GPU profile.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
docker compose version > /dev/null 2>&1 || { echo 'docker compose is not installed'; exit 77; }
export STREAMMOOD_HTTP_TOKEN=0123456789abcdef0123456789abcdef GRAFANA_PASSWORD=grafana
docker compose -f "$root/infra/docker-compose.kafka.yml" config --quiet
docker compose -f "$root/infra/docker-compose.kafka.yml" --profile gpu config --quiet
