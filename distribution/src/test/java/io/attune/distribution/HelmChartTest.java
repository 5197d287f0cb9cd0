package io.attune.distribution;

import static io.attune.distribution.Chart.ADDRESSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The chart, linted and rendered by Helm, its output held against Kubernetes' model. Run with
 * {@code -Dattune.update=true} to write the plain manifests anew.
 */
class HelmChartTest {
  private static final Path MANIFESTS = Release.top().resolve("deploy/kubernetes");
  private static final Map<String, Class<? extends KubernetesResource>> KINDS =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Deployment", Deployment.class,
          "PodDisruptionBudget", PodDisruptionBudget.class,
          "Service", Service.class,
          "ServiceAccount", ServiceAccount.class,
          "StatefulSet", StatefulSet.class);

  private final Chart chart = Chart.ofTheCheckout();

  @Test
  void helmFindsNothingToComplainOf() {
    LintResult lint = chart.lint();

    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    assertThat(lint.getMessages()).noneMatch(line -> line.contains("[WARNING]"));
  }

  @Test
  void hasTheVersionOfTheBuild() throws IOException {
    JsonNode description =
        new ObjectMapper(new YAMLFactory())
            .readTree(chart.directory().resolve("Chart.yaml").toFile());

    assertThat(description.path("version").asText()).isEqualTo(Release.version());
    assertThat(description.path("appVersion").asText()).isEqualTo(Release.version());
  }

  @Test
  void kubernetesKnowsEveryField() throws Exception {
    for (JsonNode resource : resources(everything())) {
      String kind = resource.path("kind").asText();
      assertThat(KINDS).containsKey(kind);
      assertThat(Model.unknownFields(resource, KINDS.get(kind))).as(kind).isEmpty();
    }
  }

  @Test
  void serveKeepsItsStateAndSaysHowItIs() throws IOException {
    JsonNode set = one(ADDRESSES, "StatefulSet");
    JsonNode container = set.at("/spec/template/spec/containers/0");

    assertThat(container.path("args").get(0).asText()).isEqualTo("serve");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
    assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/live");
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
    assertThat(set.at("/spec/volumeClaimTemplates/0/metadata/name").asText()).isEqualTo("state");
    assertThat(container.at("/volumeMounts/0/mountPath").asText())
        .isEqualTo("/state")
        .isEqualTo(variable(container, "ATTUNE_STATE_DIR"));
    assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
    assertThat(set.at("/spec/serviceName").asText()).isEqualTo("attune-pods");
    assertThat(one(ADDRESSES, "PodDisruptionBudget").at("/spec/maxUnavailable").asInt())
        .isEqualTo(1);
  }

  /** Variables that Kubernetes makes of a service named attune begin with ATTUNE_, as settings. */
  @ParameterizedTest
  @CsvSource({"StatefulSet", "Deployment"})
  void podsAreRestrictedAndHaveNoVariablesOfServices(String kind) throws IOException {
    JsonNode pod = one(everything(), kind).at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0/securityContext");

    assertThat(pod.path("enableServiceLinks").isBoolean()).isTrue();
    assertThat(pod.path("enableServiceLinks").asBoolean()).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.path("allowPrivilegeEscalation").isBoolean()).isTrue();
    assertThat(container.path("allowPrivilegeEscalation").asBoolean()).isFalse();
    assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
  }

  @Test
  void servicesFindThePodsOfServeAndNotThoseOfFollow() throws IOException {
    List<JsonNode> all = resources(everything());
    JsonNode serve = labels(one(everything(), "StatefulSet"));
    JsonNode follow = labels(one(everything(), "Deployment"));

    assertThat(all.stream().filter(resource -> is(resource, "Service")))
        .hasSize(2)
        .allMatch(service -> selects(service.at("/spec/selector"), serve))
        .noneMatch(service -> selects(service.at("/spec/selector"), follow));
  }

  @Test
  void followIsOffUntilItIsToldWhere() throws IOException {
    assertThat(resources(ADDRESSES)).noneMatch(resource -> is(resource, "Deployment"));
    assertThatThrownBy(() -> chart.render(with("follow.enabled", "true")))
        .hasMessageContaining("follow.sources is needed");

    JsonNode container = one(everything(), "Deployment").at("/spec/template/spec/containers/0");
    assertThat(container.path("args").toString())
        .isEqualTo("[\"follow\",\"s3://bucket/spark-events\",\"/logs\"]");
    assertThat(variable(container, "ATTUNE_BOOTSTRAP_SERVERS")).isEqualTo("kafka:9092");
  }

  @Test
  void theDashboardIsProtectedUnlessItIsSaidOtherwise() throws IOException {
    JsonNode container = one(ADDRESSES, "StatefulSet").at("/spec/template/spec/containers/0");

    assertThat(container.at("/readinessProbe/httpGet/scheme").asText()).isEqualTo("HTTPS");
    assertThat(variable(container, "ATTUNE_HTTP_CREDENTIALS_FILE"))
        .startsWith(container.at("/volumeMounts/3/mountPath").asText() + "/");
    assertThat(variable(container, "ATTUNE_HTTP_TLS_KEY"))
        .startsWith(container.at("/volumeMounts/4/mountPath").asText() + "/");
    assertThat(variable(container, "ATTUNE_HTTP_HOSTS")).startsWith("attune,attune.default,");
    assertThat(variable(container, "ATTUNE_HTTP_UNPROTECTED")).isNull();

    Map<String, String> none = with("http.credentialsSecret", "");
    assertThatThrownBy(() -> chart.render(none)).hasMessageContaining("http is to be protected");
    none.put("http.tlsSecret", "");
    none.put("http.unprotected", "true");
    JsonNode open = one(none, "StatefulSet").at("/spec/template/spec/containers/0");
    assertThat(variable(open, "ATTUNE_HTTP_UNPROTECTED")).isEqualTo("true");
    assertThat(open.at("/readinessProbe/httpGet").has("scheme")).isFalse();
  }

  @Test
  void settingsBecomeAFileThatServeReads() throws IOException {
    Map<String, String> values = with("settings.kafka\\.security\\.protocol", "SASL_SSL");
    JsonNode container = one(values, "StatefulSet").at("/spec/template/spec/containers/0");

    assertThat(one(values, "ConfigMap").at("/data/attune.properties").asText().strip())
        .isEqualTo("kafka.security.protocol=SASL_SSL");
    assertThat(container.path("args").toString()).contains("/etc/attune/attune.properties");
    assertThat(container.at("/volumeMounts/1/mountPath").asText()).isEqualTo("/etc/attune");
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.bootstrapServers, '', kafka.bootstrapServers is needed",
    "schemaRegistry.url, '', schemaRegistry.url is needed",
    "serve.replicas, many, replicas",
    "serve.replica, 2, replica"
  })
  void aWrongValueIsRefusedByItsName(String name, String value, String said) {
    assertThatThrownBy(() -> chart.render(with(name, value))).hasMessageContaining(said);
  }

  @Test
  void thePlainManifestsAreTheChartsOutput() throws IOException {
    String follow = "# Source: attune/templates/follow.yaml";
    Map<String, String> sources = with("follow.enabled", "true");
    sources.put("follow.sources[0]", "/logs");
    sources.put("follow.volumes[0].name", "logs");
    sources.put("follow.volumes[0].persistentVolumeClaim.claimName", "spark-events");
    sources.put("follow.volumeMounts[0].name", "logs");
    sources.put("follow.volumeMounts[0].mountPath", "/logs");
    sources.put("follow.volumeMounts[0].readOnly", "true");

    same("attune.yaml", chart.render(ADDRESSES));
    same(
        "follow.yaml",
        Stream.of(chart.render(sources).split("(?m)^---\\n"))
            .filter(document -> document.startsWith(follow))
            .findFirst()
            .orElseThrow());
  }

  private static void same(String name, String rendered) throws IOException {
    Path file = MANIFESTS.resolve(name);
    String wanted =
        "# Written by HelmChartTest from deploy/helm/attune; the addresses are examples.\n"
            + rendered.replaceFirst("^---\\n", "");
    if (Boolean.getBoolean("attune.update")) {
      Files.writeString(file, wanted);
    }
    assertThat(file).hasContent(wanted);
  }

  private static Map<String, String> everything() {
    Map<String, String> values = with("follow.enabled", "true");
    values.put("follow.sources[0]", "s3://bucket/spark-events");
    values.put("follow.sources[1]", "/logs");
    values.put("secret", "attune");
    values.put("serve.javaOptions", "-Xlog:gc");
    values.put("serve.state.storageClass", "fast");
    values.put("serve.podAnnotations.a", "b");
    values.put("serve.nodeSelector.disk", "ssd");
    values.put("serviceAccount.annotations.role", "reader");
    values.put("imagePullSecrets[0].name", "pull");
    return values;
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> values = new HashMap<>(ADDRESSES);
    values.put(name, value);
    return values;
  }

  private List<JsonNode> resources(Map<String, String> values) throws IOException {
    return Chart.documents(chart.render(values));
  }

  private JsonNode one(Map<String, String> values, String kind) throws IOException {
    List<JsonNode> found =
        resources(values).stream().filter(resource -> is(resource, kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  private static boolean is(JsonNode resource, String kind) {
    return resource.path("kind").asText().equals(kind);
  }

  private static JsonNode labels(JsonNode workload) {
    return workload.at("/spec/template/metadata/labels");
  }

  private static boolean selects(JsonNode selector, JsonNode labels) {
    return selector.properties().stream()
        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
  }

  private static String variable(JsonNode container, String name) {
    for (JsonNode variable : container.path("env")) {
      if (variable.path("name").asText().equals(name)) {
        return variable.path("value").asText();
      }
    }
    return null;
  }
}
