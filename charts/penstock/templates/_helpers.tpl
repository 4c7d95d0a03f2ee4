{{- define "penstock.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "penstock.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "penstock.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "penstock.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "penstock.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (printf "%s-controller" (include "penstock.fullname" .)) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "penstock.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "penstock.selectorLabels" -}}
app.kubernetes.io/name: {{ include "penstock.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: controller
{{- end -}}

{{/* Labels and annotations of an object: dict "of" the root, and optionally "labels" and "annotations" of its own. */}}
{{- define "penstock.metadata" -}}
{{- $root := .of -}}
labels:
  helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
  {{- include "penstock.selectorLabels" $root | nindent 2 }}
  app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
  app.kubernetes.io/part-of: penstock
  app.kubernetes.io/managed-by: {{ $root.Release.Service }}
  {{- with merge (dict) (default dict .labels) $root.Values.commonLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (default dict .annotations) $root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The controller's application.yaml. */}}
{{- define "penstock.config" -}}
{{- $secrets := list -}}
{{- range .Values.imagePullSecrets -}}
{{- $secrets = append $secrets .name -}}
{{- end -}}
{{- $services := dict "load-balancer" "LoadBalancer" "node-port" "NodePort" "cluster-ip" "ClusterIP" -}}
{{- $election := .Values.controller.leaderElection -}}
{{- $dataPlane := dict
  "image" (include "penstock.image" .)
  "image-pull-policy" .Values.image.pullPolicy
  "image-pull-secrets" $secrets
  "cluster-role" (printf "%s-proxy" (include "penstock.fullname" .))
  "replicas" .Values.dataPlane.replicas
  "service-type" (default (get $services .Values.addressType) .Values.dataPlane.serviceType)
  "resources" .Values.dataPlane.resources
  "jvm-options" .Values.dataPlane.jvmOptions
  "shutdown-delay" .Values.dataPlane.shutdownDelay
  "drain-timeout" .Values.dataPlane.drainTimeout -}}
{{- $controller := dict
  "namespace" .Release.Namespace
  "inference-extension" (toString .Values.inferenceExtension.enabled)
  "address-type" .Values.addressType
  "gateway-class" (dict "create" .Values.gatewayClass.create "name" .Values.gatewayClass.name)
  "leader-election" (dict
    "lease-name" (printf "%s-controller" (include "penstock.fullname" .))
    "lease-duration" $election.leaseDuration
    "renew-deadline" $election.renewDeadline
    "retry-period" $election.retryPeriod)
  "data-plane" $dataPlane -}}
{{- mergeOverwrite (dict "penstock" (dict "controller" $controller)) (deepCopy .Values.controller.config) | toYaml -}}
{{- end -}}
