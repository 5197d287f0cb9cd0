package io.attune.sources.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** HDFS that lets nobody in without a ticket, and Hadoop's own Kerberos server beside it. */
public final class KerberosHdfs implements AutoCloseable {

  /** The user whom a ticket is got for. */
  public static final String USER = "attune";

  private static final String REALM = "EXAMPLE.COM";
  private static final String HOST = "localhost";

  private final StandIn server;
  private final StandIn hdfs;
  private final Path directory;
  private final int webPort;
  private final int port;

  private KerberosHdfs(StandIn server, StandIn hdfs, Path directory, int webPort, int port) {
    this.server = server;
    this.hdfs = hdfs;
    this.directory = directory;
    this.webPort = webPort;
    this.port = port;
  }

  /** Starts both; their files are below a directory. */
  public static KerberosHdfs start(Path below) throws IOException, InterruptedException {
    Path directory = below.toAbsolutePath();
    StandIn server = server(directory);
    try {
      int webPort = StandIn.freePort();
      int port = StandIn.freePort();
      configure(directory, webPort, port);
      StandIn hdfs =
          StandIn.start(
              Files.createDirectories(directory.resolve("hdfs")),
              StandIn.command(
                  classPath(directory),
                  List.of(
                      "--add-opens=java.base/java.lang=ALL-UNNAMED",
                      krb5(directory),
                      "org.apache.hadoop.test.MiniDFSClusterManager",
                      "-format",
                      "-datanodes",
                      "1",
                      "-httpport",
                      String.valueOf(webPort),
                      "-nnport",
                      String.valueOf(port),
                      "-D",
                      "hdfs.minidfs.basedir=" + directory.resolve("hdfs/data"))));
      KerberosHdfs service = new KerberosHdfs(server, hdfs, directory, webPort, port);
      hdfs.await(
          () ->
              Files.exists(directory.resolve("hdfs/data/data/data1/current/VERSION"))
                  && listens(port));
      service.ticket("hdfs", service.owner());
      service.ticket(USER, service.cache());
      return service;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static StandIn server(Path directory) throws IOException, InterruptedException {
    Path work = Files.createDirectories(directory.resolve("kdc"));
    Path settings =
        Files.writeString(
            directory.resolve("kdc.properties"),
            String.join(
                "\n",
                "org.name=EXAMPLE",
                "org.domain=COM",
                "kdc.bind.address=" + HOST,
                "kdc.port=0",
                "instance=DefaultKrbServer",
                "max.ticket.lifetime=86400000",
                "max.renewable.lifetime=604800000",
                "transport=TCP",
                "debug=false",
                ""));
    StandIn server =
        StandIn.java(
            "hdfs",
            work,
            List.of(
                "org.apache.hadoop.minikdc.MiniKdc",
                work.toString(),
                settings.toString(),
                directory.resolve("keytab").toString(),
                "hdfs/" + HOST,
                "HTTP/" + HOST,
                "hdfs",
                USER));
    return server.await(() -> server.output().contains("Do <CTRL-C>"));
  }

  private static void configure(Path directory, int webPort, int port) throws IOException {
    Path conf = Files.createDirectories(directory.resolve("conf"));
    String keytab = directory.resolve("keytab").toString();
    String principal = "hdfs/" + HOST + "@" + REALM;
    String web = "HTTP/" + HOST + "@" + REALM;
    write(
        conf.resolve("core-site.xml"),
        Map.of(
            "fs.defaultFS",
            "hdfs://" + HOST + ":" + port,
            "hadoop.security.authentication",
            "kerberos",
            "hadoop.http.filter.initializers",
            "org.apache.hadoop.hdfs.web.AuthFilterInitializer",
            "hadoop.http.authentication.type",
            "kerberos",
            "hadoop.http.authentication.kerberos.principal",
            web,
            "hadoop.http.authentication.kerberos.keytab",
            keytab));
    write(
        conf.resolve("hdfs-site.xml"),
        Map.ofEntries(
            Map.entry("dfs.namenode.http-address", HOST + ":" + webPort),
            Map.entry("dfs.namenode.kerberos.principal", principal),
            Map.entry("dfs.namenode.keytab.file", keytab),
            Map.entry("dfs.datanode.kerberos.principal", principal),
            Map.entry("dfs.datanode.keytab.file", keytab),
            Map.entry("dfs.web.authentication.kerberos.principal", web),
            Map.entry("dfs.web.authentication.kerberos.keytab", keytab),
            Map.entry("dfs.block.access.token.enable", "true"),
            Map.entry("ignore.secure.ports.for.testing", "true")));
  }

  private static void write(Path file, Map<String, String> properties) throws IOException {
    StringBuilder xml = new StringBuilder("<configuration>\n");
    properties.forEach(
        (name, value) ->
            xml.append("<property><name>")
                .append(name)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
    Files.writeString(file, xml.append("</configuration>\n"));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static String classPath(Path directory) throws IOException {
    return directory.resolve("conf") + java.io.File.pathSeparator + StandIn.classPath("hdfs");
  }

  private static String krb5(Path directory) {
    return "-Djava.security.krb5.conf=" + directory.resolve("kdc/krb5.conf");
  }

  private Path owner() {
    return directory.resolve("hdfs.ticket");
  }

  private Path cache() {
    return directory.resolve("user.ticket");
  }

  /** As {@code kinit} does. */
  private void ticket(String user, Path cache) throws IOException, InterruptedException {
    run(
        Map.of(),
        List.of(
            StandIn.resource("Kinit.java").toString(),
            directory.resolve("kdc").toString(),
            user + "@" + REALM,
            directory.resolve("keytab").toString(),
            cache.toString()));
  }

  /** Copies a directory of this machine, as its administrator. */
  public void put(Path source, String target) throws IOException, InterruptedException {
    run(
        Map.of("KRB5CCNAME", owner().toString()),
        List.of(
            krb5(directory), "org.apache.hadoop.fs.FsShell", "-put", source.toString(), target));
  }

  private void run(Map<String, String> variables, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = StandIn.command(classPath(directory), arguments);
    Path output = directory.resolve("run.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", arguments) + ":\n" + Files.readString(output));
    }
  }

  /** Address of the name node's web service. */
  public String webAddress() {
    return "webhdfs://" + HOST + ":" + webPort;
  }

  /** Address for Hadoop's own client. */
  public String nativeAddress() {
    return "hdfs://" + HOST + ":" + port;
  }

  /** What a user of the cluster has set who has a ticket. */
  public Map<String, String> variables() {
    return Map.of(
        "HADOOP_CONF_DIR",
        directory.resolve("conf").toString(),
        "KRB5CCNAME",
        cache().toString(),
        "JDK_JAVA_OPTIONS",
        krb5(directory));
  }

  @Override
  public void close() {
    hdfs.close();
    server.close();
  }
}
