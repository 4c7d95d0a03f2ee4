#!/usr/bin/env bash
#
# The reference quickstart, and what goes beyond it, on the lab with no more than the
# standard channel of the Gateway API.
# Limit: 900 s. LAB is the path of the lab's command.

set -euo pipefail

trap '"$LAB" down' EXIT
export LAB_CHANNEL=standard
PREPARE_ONLY=yes testing/e2e/lab-up "$LAB"
KUBECONFIG=$("$LAB" kubeconfig)
KUBECTL="$LAB kubectl" HELM="$LAB helm"
CHART_1_1_0=$("$LAB" chart inferencepool v1.1.0)
INSTALL_CRDS="$LAB crds v1.4.0"
export KUBECONFIG KUBECTL HELM CHART_1_1_0 INSTALL_CRDS
testing/e2e/quickstart/run
