package io.attune.sources.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.eventlog.StoreException;
import io.attune.sources.testing.ScriptedServer;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3BucketTest {
  @TempDir private Path home;

  private URI uri(String place, String key, String... variables) throws Exception {
    String[] all = new String[variables.length + 2];
    all[0] = "AWS_EC2_METADATA_DISABLED";
    all[1] = "true";
    System.arraycopy(variables, 0, all, 2, variables.length);
    return S3Bucket.of(place, ScriptedServer.environment(home, all), ScriptedServer.http())
        .opener(key)
        .request(0, null)
        .uri();
  }

  @Test
  void theHostOfABucket() throws Exception {
    assertThat(uri("s3://logs/x", "a b/ü", "AWS_REGION", "eu-west-1"))
        .hasToString("https://logs.s3.eu-west-1.amazonaws.com/a%20b/%C3%BC");
    assertThat(uri("s3a://my.logs/x", "k", "AWS_DEFAULT_REGION", "cn-north-1"))
        .hasToString("https://s3.cn-north-1.amazonaws.com.cn/my.logs/k");
    assertThat(uri("s3://logs", "k")).hasToString("https://logs.s3.us-east-1.amazonaws.com/k");
    assertThat(uri("s3://logs", "k", "AWS_ENDPOINT_URL_S3", "http://minio:9000/"))
        .hasToString("http://minio:9000/logs/k");
  }

  @Test
  void anAddressWithoutABucket() {
    assertThatThrownBy(() -> uri("s3:///x", "k"))
        .isInstanceOf(StoreException.class)
        .hasMessage("s3:///x names no bucket: write s3://bucket/path.");
  }
}
