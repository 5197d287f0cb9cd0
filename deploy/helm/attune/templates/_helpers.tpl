{{- define "attune.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "attune.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "attune.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "attune.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "attune.selector" -}}
app.kubernetes.io/name: {{ include "attune.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "attune.labels" -}}
{{ include "attune.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: attune
{{- end -}}

{{- define "attune.image" -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) | quote -}}
{{- end -}}

{{- define "attune.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "attune.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* What both pods have in common. */}}
{{- define "attune.pod" -}}
serviceAccountName: {{ include "attune.serviceAccountName" . }}
# A service called "attune" would otherwise put variables into the pod that look like settings.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "attune.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: ["ALL"]
{{- end -}}

{{/* A probe, by the scheme that Attune listens with. */}}
{{- define "attune.probe" -}}
port: http
{{- if .Values.http.tlsSecret }}
scheme: HTTPS
{{- end }}
{{- end -}}

{{/* Names under which the service is asked, and how it is protected. */}}
{{- define "attune.http" -}}
{{- $name := include "attune.fullname" . -}}
{{- $service := printf "%s.%s" $name .Release.Namespace -}}
{{- $hosts := list $name $service (printf "%s.svc" $service) (printf "%s.svc.cluster.local" $service) -}}
{{- if not (or .Values.http.unprotected .Values.http.credentialsSecret .Values.http.trustedProxies) -}}
{{- fail "http is to be protected: set http.credentialsSecret with http.tlsSecret or http.trustedProxies, or http.unprotected=true where something else keeps others out (docs/http.md)" -}}
{{- end -}}
- name: ATTUNE_HTTP_HOST
  value: 0.0.0.0
- name: ATTUNE_HTTP_HOSTS
  value: {{ concat $hosts .Values.http.hosts | join "," }}
{{- if .Values.http.unprotected }}
- name: ATTUNE_HTTP_UNPROTECTED
  value: "true"
{{- end }}
{{- if .Values.http.credentialsSecret }}
- name: ATTUNE_HTTP_CREDENTIALS_FILE
  value: /etc/attune-credentials/credentials
{{- end }}
{{- if .Values.http.tlsSecret }}
- name: ATTUNE_HTTP_TLS_CERTIFICATE
  value: /etc/attune-tls/tls.crt
- name: ATTUNE_HTTP_TLS_KEY
  value: /etc/attune-tls/tls.key
{{- end }}
{{- with .Values.http.trustedProxies }}
- name: ATTUNE_HTTP_TRUSTED_PROXIES
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "attune.connections" -}}
- name: ATTUNE_BOOTSTRAP_SERVERS
  value: {{ required "kafka.bootstrapServers is needed: host:port of the Kafka brokers" .Values.kafka.bootstrapServers | quote }}
- name: ATTUNE_SCHEMA_REGISTRY_URL
  value: {{ required "schemaRegistry.url is needed: the URL of the schema registry" .Values.schemaRegistry.url | quote }}
{{- end -}}
