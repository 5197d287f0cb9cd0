package io.attune.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  private static final String PLACE = "s3://logs/x";

  private static String sentence(String credentials, IOException e) {
    return new Problems("S3", "host:9870", () -> credentials, "give others.")
        .of(PLACE, e)
        .getMessage();
  }

  private static String refused(int status, String body) {
    return sentence("the key", new HttpFailure(status, body, Map.of()));
  }

  /** As services answer: S3, the same to a signed address, Azure to a signature and to a token. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | <Code>ExpiredToken</Code><Message>The provided token has expired.</Message>
          403 | <Code>AccessDenied</Code><Message>Request has expired</Message>
          403 | <Code>A</Code><D>Signature not valid in the specified time frame: Start [x]</D>
          401 | <Code>A</Code><D>Lifetime validation failed. The token is expired.</D>
          """)
  void whatHasExpired(int status, String body) {
    assertThat(refused(status, body))
        .startsWith(PLACE + " may not be read with the key (S3 answered HTTP " + status + " ")
        .endsWith("): these have expired; give others.");
  }

  @Test
  void whatIsMissingIsNotSaidToHaveExpired() {
    assertThat(refused(404, "<Code>NoSuchKey</Code><Message>It expired.</Message>"))
        .isEqualTo(
            "There is nothing at s3://logs/x (S3 answered HTTP 404 NoSuchKey): check its name.");
  }

  @ParameterizedTest
  @CsvSource({
    "403, SignatureDoesNotMatch, the secret is not that of the access key; give others.",
    "403, InvalidAccessKeyId, there is no such access key; give others.",
    "400, InvalidToken, it knows no such token; give others.",
    "403, RequestTimeTooSkewed, set the clock of this machine right.",
    "403, AccessDenied, give others.",
  })
  void whatTheServerCallsWrong(int status, String code, String said) {
    assertThat(refused(status, "<Code>" + code + "</Code>"))
        .isEqualTo(
            PLACE
                + " may not be read with the key (S3 answered HTTP "
                + status
                + " "
                + code
                + "): "
                + said);
  }

  @Test
  void nothingWasPresented() {
    assertThat(sentence(Problems.NONE + ", as none were found", new HttpFailure(403, "", Map.of())))
        .isEqualTo(
            PLACE
                + " may not be read without credentials, as none were found (S3 answered HTTP"
                + " 403): give others.");
  }

  @Test
  void aHostThatIsNotThere() {
    assertThat(sentence("the key", new UnknownHostException("host")))
        .isEqualTo(PLACE + " cannot be read: there is no host host; check the address.");
  }
}
