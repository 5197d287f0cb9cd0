package io.attune.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * S3Proxy over a directory, in a process of its own: a bucket is a directory, an object a file in
 * it. What goes through {@link #variables} is counted.
 */
public final class BucketServer implements AutoCloseable {

  private static final String KEY = "attune-key";
  private static final String SECRET = "attune-s3cret";
  private static final int HEAD_END = 0x0d0a0d0a;

  private final Process process;
  private final int port;
  private final ServerSocket counted;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private BucketServer(Process process, int port, ServerSocket counted) {
    this.process = process;
    this.port = port;
    this.counted = counted;
  }

  /**
   * Starts it.
   *
   * @param buckets directory whose directories are buckets
   */
  public static BucketServer start(Workbench bench, Path buckets)
      throws IOException, InterruptedException {
    Path classPath = bench.built("stand-ins/s3proxy/target/classpath");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path settings =
        Files.writeString(
            Files.createTempFile(bench.scratch(), "s3proxy", ".properties"),
            String.join(
                "\n",
                "s3proxy.authorization=aws-v4",
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.identity=" + KEY,
                "s3proxy.credential=" + SECRET,
                "jclouds.provider=filesystem",
                "jclouds.identity=any",
                "jclouds.credential=any",
                "jclouds.filesystem.basedir=" + buckets.toAbsolutePath(),
                ""));
    Path logging =
        Files.writeString(
            Files.createTempFile(bench.scratch(), "s3proxy", ".xml"),
            "<configuration><root level=\"OFF\"/></configuration>");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                Files.readString(classPath).strip(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BucketServer bucket =
        new BucketServer(process, port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    bucket.await();
    daemon(bucket::accept);
    return bucket;
  }

  private void await() throws IOException, InterruptedException {
    for (int tries = 0; tries < 600; tries++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    }
    close();
    throw new IOException("S3Proxy did not start");
  }

  /** What a user sets to read from it. */
  public Map<String, String> variables() {
    return Map.of(
        "AWS_ENDPOINT_URL_S3",
        "http://127.0.0.1:" + counted.getLocalPort(),
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET,
        "AWS_REGION",
        "us-east-1");
  }

  /** Requests since the last call. */
  public long takeRequests() {
    return requests.getAndSet(0);
  }

  /** Bytes of answers, with their heads, since the last call. */
  public long takeBytes() {
    return bytes.getAndSet(0);
  }

  private void accept() throws IOException {
    while (!counted.isClosed()) {
      Socket client = counted.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      daemon(() -> forward(client, server));
      daemon(() -> answer(server, client));
    }
  }

  /** Passes requests on, which have no bodies. */
  private void forward(Socket client, Socket server) throws IOException {
    byte[] buffer = new byte[16 << 10];
    try (client;
        server) {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      int last = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          last = last << 8 | buffer[i];
          if (last == HEAD_END) {
            requests.incrementAndGet();
          }
        }
        out.write(buffer, 0, count);
      }
    }
  }

  private void answer(Socket server, Socket client) throws IOException {
    byte[] buffer = new byte[64 << 10];
    try (client;
        server) {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        bytes.addAndGet(count);
      }
    }
  }

  private interface Loop {
    void run() throws IOException;
  }

  private static void daemon(Loop work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // A side has closed the connection.
                return;
              }
            },
            "bucket");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    counted.close();
  }
}
