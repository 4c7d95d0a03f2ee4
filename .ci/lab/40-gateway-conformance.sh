#!/usr/bin/env bash
#
# The official suite of the Gateway API against Penstock on the lab.
# Limit: 1200 s. LAB is the path of the lab's command.

set -euo pipefail

trap '"$LAB" down' EXIT
testing/e2e/lab-up "$LAB"
"$LAB" gateway-api -gateway-class penstock -conformance-profiles GATEWAY-HTTP \
  -usable-address 10.244.253.7 -unusable-address 224.0.0.1
