package io.attune.sources.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.sources.http.Request;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The examples of AWS's documentation, "Signature calculations for the Authorization header". */
class SignatureV4Test {
  private static final AwsCredentials CREDENTIALS =
      new AwsCredentials(
          "AKIAIOSFODNN7EXAMPLE",
          "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          Optional.empty(),
          null,
          "the example");
  private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");

  private static String authorization(Request request) {
    return SignatureV4.sign(request, CREDENTIALS, "us-east-1", "s3", NOW)
        .headers()
        .get("Authorization");
  }

  @Test
  void getObject() {
    Request request =
        Request.get(URI.create("https://examplebucket.s3.amazonaws.com/test.txt"))
            .with("Range", "bytes=0-9");
    assertThat(authorization(request))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void listObjects() {
    assertThat(
            authorization(
                Request.get(
                    URI.create("https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"))))
        .endsWith("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  @Test
  void aParameterWithoutAValue() {
    assertThat(
            authorization(
                Request.get(URI.create("https://examplebucket.s3.amazonaws.com/?lifecycle"))))
        .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  }
}
