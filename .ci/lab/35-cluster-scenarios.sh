#!/usr/bin/env bash
#
# The controller's scenarios, of JUnit, on the lab's API server.
# Limit: 600 s. LAB is the path of the lab's command.

set -euo pipefail

trap '"$LAB" down' EXIT
"$LAB" up
KUBECONFIG=$("$LAB" kubeconfig)
export KUBECONFIG
mvn -B -ntp -Pcluster -pl gateway-app -am test
