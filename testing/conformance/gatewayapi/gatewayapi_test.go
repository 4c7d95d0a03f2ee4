// Package gatewayapi runs the official conformance suite of the Gateway API against the
// cluster that KUBECONFIG names.
package gatewayapi

import (
	"testing"

	"sigs.k8s.io/gateway-api/conformance"
)

func TestConformance(t *testing.T) {
	conformance.RunConformance(t)
}
