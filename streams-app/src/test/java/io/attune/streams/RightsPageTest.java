package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.rights.AclFormat;
import io.attune.streams.rights.Right;
import io.attune.streams.rights.Rights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rights that each program needs, and {@code docs/acls.md}. Run with {@code
 * -Dattune.update=true} to write that page anew; a right more is worth a line in the changelog.
 */
class RightsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "acls.md");

  private static List<Right> serve(Map<String, String> settings) {
    return ServeRights.of(AttuneConfig.of(settings));
  }

  private static String page() {
    AttuneConfig config = AttuneConfig.defaults();
    return "# The fewest rights at Kafka\n\n"
        + "<!-- Generated from the topology by RightsPageTest; do not edit. -->\n\n"
        + "With the defaults of every setting. `attune acls PROGRAM` prints the same for your own"
        + " configuration,\nas a script or for what grants rights where you are"
        + " ([security.md](security.md)). READ, WRITE and DELETE each bring\nDESCRIBE with them.\n"
        + section("Agent, `replay`, `generate`", Rights.ofProducers(config.topics()))
        + section("`follow`", Rights.ofFollowers(config.topics()))
        + section("`watch`", Rights.ofReaders(config.topics()))
        + section("`dismiss`", Rights.ofDeciders(config.topics()))
        + section("`serve`", ServeRights.of(config))
        + "\nWith `processing.guarantee=exactly_once_v2` also Write on transactional ids that begin"
        + " with `attune-`.\n";
  }

  private static String section(String title, List<Right> rights) {
    return "\n## " + title + "\n\n" + AclFormat.TABLE.write("User:attune", "", rights);
  }

  @Test
  void thePageIsWhatTheTopologyNeeds() throws Exception {
    if (Boolean.getBoolean("attune.update")) {
      Files.writeString(PAGE, page());
    }
    assertThat(PAGE)
        .as("docs/acls.md; run this test with -Dattune.update=true to write it anew")
        .hasContent(page());
  }

  @Test
  void namesFollowTheConfiguration() {
    assertThat(serve(Map.of("topics.prefix", "team.", "application.id", "other")))
        .allSatisfy(right -> assertThat(right.name()).matches("team[.].*|other|other-.*"))
        .anySatisfy(right -> assertThat(right.name()).isEqualTo("other-run-snapshots-repartition"));
  }

  @Test
  void whatIsNotUsedIsNotAskedFor() {
    List<Right> usual = serve(Map.of());
    assertThat(usual).noneMatch(right -> right.type() == ResourceType.TRANSACTIONAL_ID);
    assertThat(usual).noneMatch(right -> right.type() == ResourceType.CLUSTER);
    assertThat(usual).doesNotHaveDuplicates();
    assertThat(serve(Map.of("processing.guarantee", "exactly_once_v2")))
        .hasSize(usual.size() + 1)
        .anyMatch(right -> right.type() == ResourceType.TRANSACTIONAL_ID);
    assertThat(serve(Map.of("topics.create", "false")))
        .filteredOn(right -> right.operation() == AclOperation.CREATE)
        .allSatisfy(right -> assertThat(right.name()).startsWith("attune-"));
    assertThat(serve(Map.of("http.enabled", "false")))
        .extracting(Right::toString)
        .doesNotContain("READ on topic attune.recommendations", "WRITE on topic attune.decisions");
  }

  @ParameterizedTest
  @EnumSource(AclFormat.class)
  void everyFormatNamesEveryRight(AclFormat format) {
    List<Right> rights = serve(Map.of("processing.guarantee", "exactly_once_v2"));
    String text = format.write("User:attune", "kafka:9092", rights);

    assertThat(rights).allSatisfy(right -> assertThat(text).contains(right.name()));
    assertThat(text).endsWith("\n");
    if (format != AclFormat.TABLE) {
      assertThat(text).contains("attune").containsPattern("(?i)prefix");
    }
  }

  @Test
  void theScriptIsOfKafkasOwnTool() {
    assertThat(
            AclFormat.KAFKA_ACLS.write(
                "User:o'hara $x", "kafka:9092", serve(Map.of("topics.create", "false"))))
        .contains(
            "kafka-acls.sh --bootstrap-server kafka:9092 --command-config \"$ADMIN\" --add"
                + " --allow-principal 'User:ohara $x' --operation Read --topic attune.lifecycle\n")
        .contains(" --operation Read --group attune\n");
  }
}
