package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclsCommandTest {
  @TempDir private Path directory;

  private static JsonNode rights(String... more) throws Exception {
    String[] all = new String[more.length + 3];
    all[0] = "acls";
    all[1] = "--format";
    all[2] = "json";
    System.arraycopy(more, 0, all, 3, more.length);
    Session session = Session.of(all);
    assertThat(session.exitCode()).as(session.err()).isZero();
    return new ObjectMapper().readTree(session.out());
  }

  @ParameterizedTest
  @CsvSource({"agent,3", "replay,3", "follow,6", "generate,3", "watch,1", "dismiss,2"})
  void eachProgramHasItsOwn(String program, int count) throws Exception {
    assertThat(rights(program)).hasSize(count);
  }

  @Test
  void thoseOfServeFollowItsConfiguration() throws Exception {
    Path file = directory.resolve("attune.properties");
    Files.writeString(
        file, "topics.prefix=team.\napplication.id=team\nprocessing.guarantee=exactly_once_v2\n");

    JsonNode rights = rights("serve", "--config", file.toString(), "--principal", "User:team");

    assertThat(rights)
        .allSatisfy(right -> assertThat(right.get("name").asText()).startsWith("team"))
        .allSatisfy(right -> assertThat(right.get("principal").asText()).isEqualTo("User:team"))
        .anySatisfy(
            right -> assertThat(right.get("resourceType").asText()).isEqualTo("TRANSACTIONAL_ID"));
    assertThat(rights("serve", "watch", "--set", "http.enabled=false"))
        .hasSize(rights("serve", "--set", "http.enabled=false").size() + 1);
  }

  @Test
  void printsAScriptUnlessAnotherFormatIsAskedFor() {
    assertThat(Session.of("acls", "watch", "--principal", "User:ada").out())
        .contains("--allow-principal User:ada --operation Read --topic attune.recommendations");
    assertThat(Session.of("acls", "watch", "-f", "strimzi").out()).contains("kind: KafkaUser");
    assertThat(Session.of("acls", "watch", "-f", "terraform").out())
        .contains("resource \"kafka_acl\" \"attune_attune_read_attune_recommendations\" {");
  }

  @Test
  void whatCannotBeIsSaid() {
    assertThat(Session.of("acls", "conf").exitCode()).isEqualTo(2);
    assertThat(Session.of("acls", "watch", "-f", "xml").err()).contains("'xml' is not a format");
    Session injected = Session.of("acls", "watch", "--principal", "User:$(reboot)'");
    assertThat(injected.exitCode()).isEqualTo(1);
    assertThat(injected.err()).contains("is no principal such as User:attune").hasLineCount(1);
  }
}
