#!/usr/bin/env bash
# Alerts and the Prometheus configuration by promtool, and every dashboard query against a real Prometheus over a healthy demo.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
if ! command -v promtool >/dev/null; then
  echo 'promtool is not installed (Debian: prometheus)'
  exit 77
fi
promtool test rules "$root/infra/alerts.test.yml"
promtool check config --syntax-only "$root/infra/prometheus.yml"
"$root/tests/telemetry/run" --short
