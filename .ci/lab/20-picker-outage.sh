#!/usr/bin/env bash
#
# Real endpoint pickers, killed in the middle of 200 requests a second.
# Limit: 300 s. LAB is the path of the lab's command.

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
KUBECTL="$LAB kubectl" HELM="$LAB helm" KILL=.ci/lab/kill-pod
CHART_1_5_0=$charts/v1.5.0/inferencepool
export KUBECONFIG KUBECTL HELM KILL CHART_1_5_0
testing/e2e/picker-outage/run
