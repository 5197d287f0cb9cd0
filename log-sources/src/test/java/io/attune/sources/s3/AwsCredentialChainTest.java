package io.attune.sources.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.StoreException;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.testing.ScriptedServer;
import io.attune.sources.testing.ScriptedServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each place where AWS's own tools find credentials. */
class AwsCredentialChainTest {
  private static final String JSON =
      "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"s3cret\",\"Token\":\"t0ken\","
          + "\"Expiration\":\"2999-01-01T00:00:00Z\"}";

  @TempDir private Path home;
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Optional<AwsCredentials> find(String... variables) throws IOException {
    String[] all =
        Stream.concat(
                Stream.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.address()),
                Stream.of(variables))
            .toArray(String[]::new);
    ProcessEnvironment environment = ScriptedServer.environment(home, all);
    return new AwsCredentialChain(
            environment, AwsProfile.of(environment), ScriptedServer.http(), "eu-west-1")
        .credentials();
  }

  private void config(String text) throws IOException {
    Files.writeString(Files.createDirectories(home.resolve(".aws")).resolve("config"), text);
  }

  private static void assertTemporary(Optional<AwsCredentials> found, String source) {
    assertThat(found).isPresent();
    assertThat(found.get().accessKey()).isEqualTo("ASIA1");
    assertThat(found.get().secretKey()).isEqualTo("s3cret");
    assertThat(found.get().sessionToken()).contains("t0ken");
    assertThat(found.get()).hasToString(source);
  }

  @Test
  void theEnvironment() throws IOException {
    assertTemporary(
        find(
            "AWS_ACCESS_KEY_ID", "ASIA1",
            "AWS_SECRET_ACCESS_KEY", "s3cret",
            "AWS_SESSION_TOKEN", "t0ken"),
        "the environment");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void aProfileOfBothFiles() throws IOException {
    config("[profile night]\nregion = eu-north-1\naws_access_key_id = other\n# comment\n");
    Files.writeString(
        home.resolve(".aws/credentials"),
        "[default]\naws_access_key_id=no\n\n[night]\naws_access_key_id = ASIA1\n"
            + "aws_secret_access_key = s3cret\naws_session_token=t0ken\n");
    assertTemporary(find("AWS_PROFILE", "night"), "the profile night");
    ProcessEnvironment environment = ScriptedServer.environment(home, "AWS_PROFILE", "night");
    assertThat(AwsProfile.of(environment).setting("region")).contains("eu-north-1");
  }

  @Test
  void theEndpointOfAProfile() throws IOException {
    config("[default]\nservices = lab\n[services lab]\ns3 =\n  endpoint_url = http://minio:9000\n");
    assertThat(AwsProfile.of(ScriptedServer.environment(home)).endpoint())
        .contains("http://minio:9000");
  }

  @Test
  void aCredentialProcess() throws IOException {
    Path program =
        Files.writeString(
            home.resolve("give"), "echo '" + JSON.replace("\"Token\"", "\"SessionToken\"") + "'");
    config("[default]\ncredential_process = sh " + program + "\n");
    assertTemporary(find("PATH", System.getenv("PATH")), "the profile default");
  }

  @Test
  void aCredentialProcessThatFailsShowsNothingOfIt() throws IOException {
    config("[default]\ncredential_process = echo s3cret; exit 3\n");
    assertThatThrownBy(() -> find("PATH", System.getenv("PATH")))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "Credentials for S3 cannot be had from the profile default (the credential process ended"
                + " with code 3).");
  }

  @Test
  void singleSignOnIsAskedOfTheCommand() throws IOException {
    config("[default]\nsso_session = corp\n");
    assertThatThrownBy(() -> find("PATH", home.toString()))
        .hasMessageContaining("the aws command (version 2) is needed");
    Path aws =
        Files.writeString(
            home.resolve("aws"),
            "#!/bin/sh\necho '" + JSON.replace("\"Token\"", "\"SessionToken\"") + "'\n");
    assertThat(aws.toFile().setExecutable(true)).isTrue();
    assertTemporary(
        find("PATH", home + ":" + System.getenv("PATH")).map(found -> found),
        "the profile default");
  }

  @Test
  void aWebIdentity() throws IOException {
    Path token = Files.writeString(home.resolve("token"), "jwt\n");
    server.on(
        "/",
        Answer.of(
            200,
            "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
                + "<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s3cret</SecretAccessKey>"
                + "<SessionToken>t0ken</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>"
                + "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"));
    assertTemporary(
        find(
            "AWS_WEB_IDENTITY_TOKEN_FILE", token.toString(),
            "AWS_ROLE_ARN", "arn:aws:iam::1:role/r",
            "AWS_ENDPOINT_URL_STS", server.address()),
        "the role of the web identity");
    assertThat(server.asked().get(0).body())
        .contains("WebIdentityToken=jwt", "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr");
  }

  @Test
  void aContainer() throws IOException {
    Path token = Files.writeString(home.resolve("token"), "pod\n");
    server.on("/v1/credentials", Answer.of(200, JSON));
    assertTemporary(
        find(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            server.address() + "/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
            token.toString()),
        "the container");
    assertThat(server.asked().get(0).header("Authorization")).isEqualTo("pod");
  }

  @Test
  void aContainerOfAnotherHostIsNotAsked() {
    assertThatThrownBy(
            () -> find("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://evil.example/credentials"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("names evil.example, which is no host of this machine");
  }

  @Test
  void anInstance() throws IOException {
    server
        .on("/latest/api/token", Answer.of(200, "session"))
        .on("/latest/meta-data/iam/security-credentials/", Answer.of(200, "spark-role"))
        .on("/latest/meta-data/iam/security-credentials/spark-role", Answer.of(200, JSON));
    assertTemporary(find(), "the instance's role");
    assertThat(server.asked().get(0).method()).isEqualTo("PUT");
    assertThat(server.asked().get(2).header("X-aws-ec2-metadata-token")).isEqualTo("session");
  }

  @Test
  void nobody() throws IOException {
    assertThat(find()).isEmpty();
    assertThat(find("AWS_EC2_METADATA_DISABLED", "true")).isEmpty();
  }
}
