#!/usr/bin/env bash
#
# The official suite of the Inference Extension against Penstock on the lab.
# Limit: 900 s. LAB is the path of the lab's command.

set -euo pipefail

trap '"$LAB" down' EXIT
testing/e2e/lab-up "$LAB"
"$LAB" gie -gateway-class penstock
