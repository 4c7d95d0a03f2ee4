// Package gie runs the official conformance suite of the Gateway API Inference Extension
// against the cluster that KUBECONFIG names.
package gie

import (
	"testing"

	"sigs.k8s.io/gateway-api-inference-extension/conformance"
)

func TestConformance(t *testing.T) {
	conformance.RunConformance(t)
}
