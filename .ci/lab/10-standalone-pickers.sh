#!/usr/bin/env bash
#
# The standalone gateway with real endpoint pickers and a real simulator of vLLM.
# Limit: 600 s, the building of the programs included. LAB is the path of the lab's command.

set -euo pipefail

charts=$(mktemp -d)
trap '"$LAB" down; rm -rf "$charts"' EXIT
"$LAB" build helm
"$LAB" up
"$LAB" crds v1.4.0
cp -r "$("$LAB" chart inferencepool v1.5.0)/.." "$charts/v1.5.0"
chmod -R u+w "$charts"
"$LAB" helm dependency build "$charts/v1.5.0/inferencepool" >/dev/null
KUBECONFIG=$("$LAB" kubeconfig)
KUBECTL="$LAB kubectl" HELM="$LAB helm"
CHART_1_1_0=$("$LAB" chart inferencepool v1.1.0)
CHART_1_5_0=$charts/v1.5.0/inferencepool
export KUBECONFIG KUBECTL HELM CHART_1_1_0 CHART_1_5_0
testing/e2e/standalone-pickers/run
