package io.attune.sources.hdfs;

import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.XmlList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the files of a Hadoop configuration say: {@code core-site.xml} and {@code hdfs-site.xml} in
 * {@code HADOOP_CONF_DIR}.
 *
 * @param properties all properties
 */
record HadoopConfiguration(Map<String, String> properties) {

  private static final String HTTP_PORT = "9870";
  private static final String HTTPS_PORT = "9871";

  HadoopConfiguration {
    properties = Map.copyOf(properties);
  }

  static HadoopConfiguration of(ProcessEnvironment environment) throws IOException {
    Map<String, String> properties = new HashMap<>();
    Optional<String> directory = environment.variable("HADOOP_CONF_DIR");
    if (directory.isPresent()) {
      for (String name : List.of("core-site.xml", "hdfs-site.xml")) {
        Path file = Path.of(directory.get(), name);
        if (Files.isReadable(file)) {
          for (Map<String, String> property :
              XmlList.read(Files.readAllBytes(file), "property").items()) {
            properties.put(
                property.getOrDefault("name", "").strip(),
                property.getOrDefault("value", "").strip());
          }
        }
      }
    }
    return new HadoopConfiguration(properties);
  }

  private Optional<String> property(String name) {
    return Optional.ofNullable(properties.get(name)).filter(value -> !value.isEmpty());
  }

  /** The authority of the default file system, when that is HDFS. */
  Optional<String> defaultAuthority() {
    return property("fs.defaultFS")
        .filter(address -> address.startsWith("hdfs://"))
        .map(address -> address.substring("hdfs://".length()).replaceFirst("/.*", ""));
  }

  boolean isKerberos() {
    return property("hadoop.security.authentication").filter("kerberos"::equals).isPresent();
  }

  /** Addresses of the name nodes' web services: several when they stand in for each other. */
  List<String> webAddresses(String authority) {
    boolean https = property("dfs.http.policy").filter("HTTPS_ONLY"::equals).isPresent();
    String key = https ? "dfs.namenode.https-address" : "dfs.namenode.http-address";
    String scheme = https ? "https://" : "http://";
    List<String> addresses = new ArrayList<>();
    for (String node : property("dfs.ha.namenodes." + authority).orElse("").split(",")) {
      property(key + "." + authority + "." + node.strip())
          .ifPresent(address -> addresses.add(scheme + address));
    }
    if (addresses.isEmpty()) {
      property(key + "." + authority).ifPresent(address -> addresses.add(scheme + address));
    }
    if (addresses.isEmpty() && defaultAuthority().filter(authority::equals).isPresent()) {
      property(key)
          .filter(address -> !address.startsWith("0.0.0.0"))
          .ifPresent(address -> addresses.add(scheme + address));
    }
    if (addresses.isEmpty()) {
      String host = authority.replaceFirst(":\\d+$", "");
      addresses.add(scheme + host + ":" + (https ? HTTPS_PORT : HTTP_PORT));
    }
    return addresses;
  }
}
