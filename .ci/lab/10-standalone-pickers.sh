#!/usr/bin/env bash
#
# The standalone gateway with real endpoint pickers and a real simulator of vLLM.
# Limit: 600 s, the building of the programs included. LAB is the path of the lab's command.

set -euo pipefail

. .ci/lab/pickers
CHART_1_1_0=$("$LAB" chart inferencepool v1.1.0)
export CHART_1_1_0
testing/e2e/standalone-pickers/run
