package io.attune.sources.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.eventlog.Found;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStores;
import io.attune.eventlog.SkippedPath;
import io.attune.eventlog.testing.LogStoreContract;
import io.attune.sources.RemoteStores;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.testing.S3Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a service that speaks S3 and checks signatures. */
class S3ServiceIT extends LogStoreContract {
  private static final AtomicInteger PLACES = new AtomicInteger();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path scratch;

  private static S3Service service;

  @BeforeAll
  static void start() throws Exception {
    service = S3Service.start(scratch);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Override
  public Set<String> schemes() {
    return Set.of("s3", "s3a", "s3n");
  }

  private static LogStores with(String... changes) {
    Map<String, String> variables = new HashMap<>(service.variables());
    for (int i = 0; i < changes.length; i += 2) {
      variables.put(changes[i], changes[i + 1]);
    }
    return new RemoteStores(new ProcessEnvironment(variables, scratch, InstantSource.system()));
  }

  @Override
  protected LogStores stores() {
    return with();
  }

  @Override
  protected String store(Map<String, byte[]> files) throws IOException {
    String place = "place-" + PLACES.incrementAndGet();
    Path bucket = service.bucket("logs");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = bucket.resolve(place).resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return "s3a://logs/" + place;
  }

  private static String refusal(LogStores stores, String place) {
    Found found = new LogPlaces(stores).list(List.of(place));
    assertThat(found.logs()).isEmpty();
    assertThat(found.leftOut()).hasSize(1);
    return found.leftOut().stream().map(SkippedPath::sentence).findFirst().orElseThrow();
  }

  @Test
  void credentialsThatAreWrong() throws IOException {
    service.bucket("logs");
    assertThat(refusal(with("AWS_SECRET_ACCESS_KEY", "wr0ng"), "s3://logs/x"))
        .startsWith(
            "s3://logs/x may not be read with the credentials from the environment (S3 answered HTTP"
                + " 403 SignatureDoesNotMatch): the secret is not that of the access key; give"
                + " credentials")
        .doesNotContain("wr0ng", S3Service.SECRET_KEY);
    assertThat(refusal(with("AWS_ACCESS_KEY_ID", "nobody"), "s3://logs/x"))
        .contains("HTTP 403 InvalidAccessKeyId");
  }

  @Test
  void aBucketThatIsNotThere() {
    assertThat(refusal(with(), "s3://nowhere/x"))
        .isEqualTo(
            "There is nothing at s3://nowhere/x (S3 answered HTTP 404 NoSuchBucket): check its"
                + " name.");
  }
}
