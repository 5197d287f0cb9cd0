package io.attune.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class SecretsFuzzTest {

  /** Any text has its secrets taken out, and nothing but their replacement is put in. */
  @FuzzTest(maxDuration = "2m")
  void redacts(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);

    String redacted = Secrets.standard().redact(text);

    assertThat(Secrets.standard().redact(redacted).replace(Secrets.REPLACEMENT, ""))
        .hasSizeLessThanOrEqualTo(text.length());
    assertThat(VisibleText.of(redacted).codePoints()).allMatch(VisibleText::isVisible);
  }
}
