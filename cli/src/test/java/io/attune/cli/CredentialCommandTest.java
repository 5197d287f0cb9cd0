package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CredentialCommandTest {
  private static Session typed(String line, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
    try {
      return Session.of(arguments);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void theLineHasAHashAndTheTokenIsSaidOnce() {
    Session session = Session.of("credential", "nightly-report");

    assertThat(session.out()).matches("nightly-report read sha256\\$[0-9a-f]{64}\n");
    assertThat(session.err()).matches("The token of nightly-report is attune_[\\w-]{43}\n");
    assertThat(Session.of("credential", "x", "--operate").out()).startsWith("x operate sha256$");
    assertThat(Session.of("credential", "x").err())
        .isNotEqualTo(Session.of("credential", "x").err());
  }

  @Test
  void aPasswordIsReadAndNotShown() {
    Session session = typed("correct horse\n", "credential", "ada", "--password");

    assertThat(session.out()).matches("ada read pbkdf2-sha512\\$210000\\$[\\w-]+\\$[\\w-]+\n");
    assertThat(session.out() + session.err()).doesNotContain("correct");
    Session brief = typed("short\n", "credential", "ada", "--password");
    assertThat(brief.exitCode()).isEqualTo(1);
    assertThat(brief.err()).contains("at least 12 characters").hasLineCount(1);
  }

  @Test
  void aNameThatCannotStandThereIsRefused() {
    Session session = Session.of("credential", "a b");
    assertThat(session.exitCode()).isEqualTo(1);
    assertThat(session.out()).isEmpty();
    assertThat(session.err()).contains("'a b' is no name for it").hasLineCount(1);
  }
}
