#!/usr/bin/env bash
#
# The standalone gateway with real endpoint pickers and a real simulator of vLLM.
# Limit: 420 s, the building of the programs included. LAB is the path of the lab's command.

set -euo pipefail

scenario=testing/e2e/standalone-pickers # a program, or a folder with one that is called run
if [[ ! -e $scenario ]]; then
  echo "skipped: there is no $scenario"
  exit 0
fi
PENSTOCK_LWEPP=$("$LAB" program lwepp)
PENSTOCK_EPP=$("$LAB" program epp)
PENSTOCK_EPP_V1_1_0=$("$LAB" program epp-v1.1.0)
PENSTOCK_SIM=$("$LAB" program sim)
PENSTOCK_ECHO=$("$LAB" program echo-basic)
export PENSTOCK_LWEPP PENSTOCK_EPP PENSTOCK_EPP_V1_1_0 PENSTOCK_SIM PENSTOCK_ECHO
[[ -d $scenario ]] && scenario=$scenario/run
exec "$scenario"
