#!/usr/bin/env bash
#
# Real endpoint pickers, killed in the middle of 200 requests a second. As with a test that
# fails, all of it is done once more where something missed its aim, and both are seen.
# Limit: 700 s. LAB is the path of the lab's command.

set -euo pipefail

. .ci/lab/pickers

outage() { KILL=.ci/lab/kill-pod testing/e2e/picker-outage/run; }

outage || {
  echo "FLAKE, or a fault: once more"
  for ((i = 0; i < 60; i++)); do
    $KUBECTL get namespace penstock-outage >/dev/null 2>&1 || break
    sleep 1
  done
  outage
}
