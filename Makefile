# Every target is one command that works without make, too.
.DEFAULT_GOAL := help
.PHONY: help check verify load golden format demo

MVN ?= mvn -B -ntp

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

check: ## Format, lint, unit and architecture tests: what to run before a commit
	$(MVN) test

verify: ## All tests and the coverage report: what a pull request must pass
	$(MVN) verify

load: ## 5,000 streams at once and a soak of 200,000 requests: some 6 minutes
	$(MVN) -pl gateway-app -am test -Pload

golden: ## Rewrite what is expected of the translator and of the charts
	$(MVN) -pl k8s-discovery -am test -Dgolden.update
	$(MVN) -pl testing/architecture -am test -Dgolden.update -Dtest='ChartTests,HelmTests' -Dsurefire.failIfNoSpecifiedTests=false

format: ## Format all Java sources
	$(MVN) spring-javaformat:apply

demo: ## Three simulated model servers and the gateway
	@bin/penstock demo
