package io.attune.sources.s3;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.eventlog.StoreException;
import io.attune.sources.http.Http;
import io.attune.sources.http.HttpFailure;
import io.attune.sources.http.JsonDocument;
import io.attune.sources.http.Problems;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Programs;
import io.attune.sources.http.Request;
import io.attune.sources.http.Uris;
import io.attune.sources.http.XmlList;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds credentials where AWS's own tools do, in their order: environment, web identity (pods on
 * EKS), profile, container (ECS, EKS Pod Identity), instance. What a profile has that takes more
 * (SSO, roles) is asked of the {@code aws} command.
 *
 * <p>May be used by several threads.
 */
final class AwsCredentialChain {

  private static final String METADATA = "http://169.254.169.254";
  private static final String CONTAINER = "http://169.254.170.2";
  private static final Set<String> CONTAINER_HOSTS =
      Set.of(
          "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost", "127.0.0.1", "[::1]");

  private final ProcessEnvironment environment;
  private final AwsProfile profile;
  private final Http http;
  private final String region;
  private @Nullable AwsCredentials known;
  private boolean asked;

  AwsCredentialChain(ProcessEnvironment environment, AwsProfile profile, Http http, String region) {
    this.environment = requireNonNull(environment, "environment is null");
    this.profile = requireNonNull(profile, "profile is null");
    this.http = requireNonNull(http, "http is null");
    this.region = requireNonNull(region, "region is null");
  }

  /** Credentials; empty when there are none anywhere. */
  synchronized Optional<AwsCredentials> credentials() throws IOException {
    AwsCredentials last = known;
    if (!asked || last != null && !last.isFresh(environment.clock().instant())) {
      known = find().orElse(null);
      asked = true;
    }
    return Optional.ofNullable(known);
  }

  /** Where they come from, as a noun. */
  synchronized String source() {
    AwsCredentials last = known;
    return last == null ? Problems.NONE + ", as none were found" : "the credentials from " + last;
  }

  private Optional<AwsCredentials> find() throws IOException {
    Optional<AwsCredentials> found = ofEnvironment();
    if (found.isEmpty()) {
      found = ofWebIdentity();
    }
    if (found.isEmpty()) {
      found = ofProfile();
    }
    if (found.isEmpty()) {
      found = ofContainer();
    }
    return found.isEmpty() ? ofInstance() : found;
  }

  private Optional<AwsCredentials> ofEnvironment() {
    return environment
        .variable("AWS_ACCESS_KEY_ID")
        .flatMap(
            key ->
                environment
                    .variable("AWS_SECRET_ACCESS_KEY")
                    .map(
                        secret ->
                            new AwsCredentials(
                                key,
                                secret,
                                environment.variable("AWS_SESSION_TOKEN"),
                                null,
                                "the environment")));
  }

  private Optional<AwsCredentials> ofWebIdentity() throws IOException {
    Optional<String> file = environment.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    Optional<String> role = environment.variable("AWS_ROLE_ARN");
    if (file.isEmpty() || role.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> form = new LinkedHashMap<>();
    form.put("Action", "AssumeRoleWithWebIdentity");
    form.put("Version", "2011-06-15");
    form.put("RoleArn", role.get());
    form.put("RoleSessionName", environment.variable("AWS_ROLE_SESSION_NAME").orElse("attune"));
    form.put("WebIdentityToken", Files.readString(Path.of(file.get())).strip());
    String endpoint =
        environment
            .firstOf("AWS_ENDPOINT_URL_STS")
            .orElse(
                "https://sts."
                    + region
                    + (region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com"));
    return asked(
        "the role of the web identity",
        () -> {
          URI uri = URI.create(Uris.trimmed(endpoint) + "/");
          XmlList answer = XmlList.read(http.bytes(() -> Request.post(uri, form)), "Error");
          return new AwsCredentials(
              answer.values().getOrDefault("AccessKeyId", ""),
              answer.values().getOrDefault("SecretAccessKey", ""),
              Optional.ofNullable(answer.value("SessionToken")),
              instant(answer.values().getOrDefault("Expiration", "")),
              "the role of the web identity");
        });
  }

  private Optional<AwsCredentials> ofProfile() throws IOException {
    String source = "the profile " + profile.name();
    Optional<String> key = profile.setting("aws_access_key_id");
    Optional<String> secret = profile.setting("aws_secret_access_key");
    if (profile.setting("role_arn").isEmpty() && key.isPresent() && secret.isPresent()) {
      return Optional.of(
          new AwsCredentials(
              key.get(), secret.get(), profile.setting("aws_session_token"), null, source));
    }
    Optional<String> process = profile.setting("credential_process");
    if (process.isPresent()) {
      return asked(
          source,
          () -> printed("the credential process", List.of("sh", "-c", process.get()), source));
    }
    boolean more =
        profile.settings().keySet().stream()
            .anyMatch(
                name ->
                    name.startsWith("sso_")
                        || name.equals("role_arn")
                        || name.equals("login_session"));
    if (!more) {
      return Optional.empty();
    }
    Optional<Path> aws = Programs.find(environment, "aws");
    if (aws.isEmpty()) {
      throw new StoreException(
          "The profile "
              + profile.name()
              + " signs on or takes a role, for which the aws command (version 2) is needed: install"
              + " it, or set AWS_ACCESS_KEY_ID and its like.");
    }
    List<String> command =
        List.of(
            aws.get().toString(),
            "configure",
            "export-credentials",
            "--format",
            "process",
            "--profile",
            profile.name());
    return asked(source, () -> printed("the aws command", command, source));
  }

  private Optional<AwsCredentials> ofContainer() throws IOException {
    Optional<URI> uri =
        environment
            .variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
            .map(path -> CONTAINER + path)
            .or(() -> environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
            .map(URI::create);
    if (uri.isEmpty()) {
      return Optional.empty();
    }
    String host = String.valueOf(uri.get().getHost());
    if (!"https".equals(uri.get().getScheme()) && !CONTAINER_HOSTS.contains(host)) {
      throw new StoreException(
          "AWS_CONTAINER_CREDENTIALS_FULL_URI names "
              + host
              + ", which is no host of this machine: credentials are not asked for there.");
    }
    Optional<String> tokenFile = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    Optional<String> token =
        tokenFile.isPresent()
            ? Optional.of(Files.readString(Path.of(tokenFile.get())).strip())
            : environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    Request request =
        token
            .map(value -> Request.get(uri.get()).with("Authorization", value))
            .orElseGet(() -> Request.get(uri.get()));
    return asked(
        "the container",
        () -> of(JsonDocument.read(http.local().bytes(() -> request)), "Token", "the container"));
  }

  /** Instance metadata, version 2. */
  private Optional<AwsCredentials> ofInstance() throws IOException {
    if (environment
        .variable("AWS_EC2_METADATA_DISABLED")
        .filter("true"::equalsIgnoreCase)
        .isPresent()) {
      return Optional.empty();
    }
    String base =
        Uris.trimmed(environment.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").orElse(METADATA));
    Http local = http.local();
    try {
      Request forToken =
          new Request(
              "PUT",
              URI.create(base + "/latest/api/token"),
              Map.of("X-aws-ec2-metadata-token-ttl-seconds", "300"),
              new byte[0]);
      String token = text(local.bytes(() -> forToken));
      String roles = base + "/latest/meta-data/iam/security-credentials/";
      String role =
          text(local.bytes(() -> ofMetadata(roles, token))).lines().findFirst().orElse("");
      return Optional.of(
          of(
              JsonDocument.read(local.bytes(() -> ofMetadata(roles + Uris.encode(role), token))),
              "Token",
              "the instance's role"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Request ofMetadata(String address, String token) {
    return Request.get(URI.create(address)).with("X-aws-ec2-metadata-token", token);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8).strip();
  }

  private AwsCredentials printed(String name, List<String> command, String source)
      throws IOException {
    return of(
        JsonDocument.read(Programs.output(environment, name, command)), "SessionToken", source);
  }

  private static AwsCredentials of(JsonNode json, String token, String source) throws IOException {
    return new AwsCredentials(
        JsonDocument.required(json, "AccessKeyId"),
        JsonDocument.required(json, "SecretAccessKey"),
        JsonDocument.text(json, token),
        instant(JsonDocument.text(json, "Expiration").orElse("")),
        source);
  }

  private static @Nullable Instant instant(String text) {
    try {
      return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private interface Question {
    AwsCredentials answer() throws IOException;
  }

  private static Optional<AwsCredentials> asked(String source, Question question)
      throws StoreException {
    try {
      return Optional.of(question.answer());
    } catch (IOException e) {
      String reason =
          e instanceof HttpFailure || e.getMessage() != null
              ? e.getMessage()
              : e.getClass().getSimpleName();
      throw new StoreException(
          "Credentials for S3 cannot be had from " + source + " (" + reason + ").", e);
    }
  }
}
