package io.attune.sources.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** S3Proxy over a directory: an object is a file below {@code buckets/BUCKET}. */
public final class S3Service implements AutoCloseable {

  /** Access key id. */
  public static final String ACCESS_KEY = "attune-key";

  /** Secret access key. */
  public static final String SECRET_KEY = "attune-s3cret";

  private final StandIn process;
  private final Path buckets;
  private final int port;

  private S3Service(StandIn process, Path buckets, int port) {
    this.process = process;
    this.buckets = buckets;
    this.port = port;
  }

  /** Starts it; its files are below a directory. */
  public static S3Service start(Path directory) throws IOException, InterruptedException {
    Path buckets = Files.createDirectories(directory.resolve("buckets")).toAbsolutePath();
    int port = StandIn.freePort();
    Path settings =
        Files.writeString(
            directory.resolve("s3proxy.properties"),
            String.join(
                "\n",
                "s3proxy.authorization=aws-v4",
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.identity=" + ACCESS_KEY,
                "s3proxy.credential=" + SECRET_KEY,
                "jclouds.provider=filesystem",
                "jclouds.identity=any",
                "jclouds.credential=any",
                "jclouds.filesystem.basedir=" + buckets,
                ""));
    Path logging =
        Files.writeString(
            directory.resolve("logback.xml"),
            "<configuration><root level=\"OFF\"/></configuration>");
    StandIn process =
        StandIn.java(
            "s3proxy",
            directory,
            List.of(
                "-Dlogback.configurationFile=" + logging.toAbsolutePath(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toAbsolutePath().toString()));
    return new S3Service(process.awaitPort(port), buckets, port);
  }

  /** The directory whose files are a bucket's objects. */
  public Path bucket(String name) throws IOException {
    return Files.createDirectories(buckets.resolve(name));
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** What a user sets to read from it. */
  public Map<String, String> variables() {
    return variables(port);
  }

  /** What a user sets to read from it through another port. */
  public static Map<String, String> variables(int port) {
    return Map.of(
        "AWS_ENDPOINT_URL_S3",
        "http://127.0.0.1:" + port,
        "AWS_ACCESS_KEY_ID",
        ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET_KEY,
        "AWS_REGION",
        "us-east-1");
  }

  @Override
  public void close() {
    process.close();
  }
}
