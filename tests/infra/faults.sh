#!/usr/bin/env bash
# A short fault run on one node: a worker killed and restarted, a network cut, a broker that hangs; nothing may be lost.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
if [[ ! -x ${TEST_KAFKA:-$root/../shared/kafka/kafka} ]] || ! command -v java >/dev/null; then
  echo 'needs a real Kafka: TEST_KAFKA or ../shared/kafka/kafka beside the repository, and Java'
  exit 77
fi
"$root/tests/faults/run" --minutes 0.3 --nodes 1 --workers 2 --cameras 6 --fps 2 --pause 3 --rest 2
