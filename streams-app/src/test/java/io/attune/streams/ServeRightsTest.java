package io.attune.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class ServeRightsTest {
  private static List<String> groups(Map<String, String> settings) {
    return ServeRights.of(AttuneConfig.of(settings)).stream()
        .filter(right -> right.type() == ResourceType.GROUP)
        .map(right -> right.name())
        .toList();
  }

  @Test
  void noticesHaveAGroupOfTheirOwn() {
    assertThat(groups(Map.of())).containsExactly("attune");
    assertThat(groups(Map.of(Options.NOTICES_FILE.name(), "webhooks.json")))
        .containsExactly("attune", "attune-notices");
  }
}
