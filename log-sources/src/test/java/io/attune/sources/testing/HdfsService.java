package io.attune.sources.testing;

import io.attune.sources.http.Uris;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** HDFS itself, with a name node and a data node in one process. */
public final class HdfsService implements AutoCloseable {

  private final StandIn process;
  private final int port;
  private final int rpcPort;

  private HdfsService(StandIn process, int port, int rpcPort) {
    this.process = process;
    this.port = port;
    this.rpcPort = rpcPort;
  }

  /** Starts it; its files are below a directory. */
  public static HdfsService start(Path directory) throws IOException, InterruptedException {
    int port = StandIn.freePort();
    int rpcPort = StandIn.freePort();
    StandIn process =
        StandIn.java(
            "hdfs",
            directory,
            List.of(
                // Its JSON library looks into Java.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "org.apache.hadoop.test.MiniDFSClusterManager",
                "-format",
                "-datanodes",
                "1",
                "-httpport",
                String.valueOf(port),
                "-nnport",
                String.valueOf(rpcPort),
                "-D",
                "hdfs.minidfs.basedir=" + directory.toAbsolutePath()));
    HdfsService service = new HdfsService(process, port, rpcPort);
    process.await(service::answers);
    return service;
  }

  /** The name node answers, and knows a data node. */
  private boolean answers() {
    try {
      put("/ready", new byte[] {1});
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Address of the name node's web service, as in {@code webhdfs://host:port}. */
  public String address() {
    return "webhdfs://127.0.0.1:" + port;
  }

  /** Address for Hadoop's own clients, as in {@code hdfs://host:port}. */
  public String nativeAddress() {
    return "hdfs://127.0.0.1:" + rpcPort;
  }

  /** Class path of Hadoop's own client, as a user would name it. */
  public static String clientClassPath() throws IOException {
    return StandIn.classPath("hdfs");
  }

  /** Writes a file as any client of the REST interface does. */
  public void put(String path, byte[] content) throws IOException {
    write("PUT", uri(path) + "?op=CREATE&overwrite=true&user.name=" + user(), content);
  }

  /** Writes what follows in a file. */
  public void append(String path, byte[] content) throws IOException {
    write("POST", uri(path) + "?op=APPEND&user.name=" + user(), content);
  }

  private static void write(String method, String request, byte[] content) throws IOException {
    HttpURLConnection redirect = ask(method, request, new byte[0]);
    String node = redirect.getHeaderField("Location");
    if (node == null) {
      throw new IOException("HDFS answered " + redirect.getResponseCode() + " to " + request);
    }
    int status = ask(method, node, content).getResponseCode();
    if (status >= 300) {
      throw new IOException("HDFS answered " + status + " to " + request);
    }
  }

  /** Renames a file. */
  public void rename(String from, String to) throws IOException {
    String rename =
        uri(from) + "?op=RENAME&destination=" + Uris.encodePath(to) + "&user.name=" + user();
    int status = ask("PUT", rename, new byte[0]).getResponseCode();
    if (status != 200) {
      throw new IOException("HDFS answered " + status + " to " + rename);
    }
  }

  /** Lets nobody but its owner into a directory. */
  public void close(String path) throws IOException {
    String permission = uri(path) + "?op=SETPERMISSION&permission=700&user.name=" + user();
    int status = ask("PUT", permission, new byte[0]).getResponseCode();
    if (status != 200) {
      throw new IOException("HDFS answered " + status + " to " + permission);
    }
  }

  private static HttpURLConnection ask(String method, String address, byte[] body)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(20_000);
    connection.setReadTimeout(20_000);
    connection.setRequestProperty("Connection", "close");
    if (!method.equals("GET")) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(body);
    }
    return connection;
  }

  private String uri(String path) {
    return "http://127.0.0.1:" + port + "/webhdfs/v1" + Uris.encodePath(path);
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  /** What a user sets to read from it. */
  public Map<String, String> variables() {
    return Map.of("HADOOP_USER_NAME", user());
  }

  @Override
  public void close() {
    process.close();
  }
}
