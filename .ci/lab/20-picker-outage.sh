#!/usr/bin/env bash
#
# Real endpoint pickers, killed in the middle of 200 requests a second.
# Limit: 300 s. LAB is the path of the lab's command.

set -euo pipefail

. .ci/lab/pickers
KILL=.ci/lab/kill-pod testing/e2e/picker-outage/run
