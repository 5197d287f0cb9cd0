package io.attune.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks with plain TCP connections whether Kafka and the schema registry are reachable.
 *
 * <p>Loading the clients of both takes one or two seconds of CPU time, mostly in code that is not
 * compiled yet, and while Spark itself starts. An application whose Kafka is unreachable should not
 * pay for that. Addresses that cannot be checked here (another form, an unresolved name, a proxy)
 * count as reachable; the clients then report what is wrong.
 */
final class Reachability {
  private static final int CONNECT_MILLIS = 1_000;
  private static final Pattern BROKER = Pattern.compile("(?:\\w+://)?\\[?([^\\[\\]/]+?)]?:(\\d+)");

  private final String bootstrap;
  private final List<InetSocketAddress> brokers;
  private final List<InetSocketAddress> registries;

  private Reachability(
      String bootstrap, List<InetSocketAddress> brokers, List<InetSocketAddress> registries) {
    this.bootstrap = bootstrap;
    this.brokers = brokers;
    this.registries = registries;
  }

  /** Reads the addresses from the agent's settings. */
  static Reachability of(AgentConfig config) {
    Map<String, String> registry = config.registry();
    boolean proxy =
        registry.containsKey("proxy.host")
            || System.getProperty("http.proxyHost") != null
            || System.getProperty("https.proxyHost") != null;
    String bootstrap = config.kafka().getOrDefault("bootstrap.servers", "");
    return new Reachability(
        bootstrap,
        brokers(bootstrap),
        proxy ? List.of() : registries(registry.getOrDefault("schema.registry.url", "")));
  }

  /** What does not answer, in one sentence; empty if both answer or cannot be checked. */
  Optional<String> obstacle() {
    if (!anyAnswers(brokers)) {
      return Optional.of(
          "Kafka at " + bootstrap + " does not answer; events are queued until it does");
    }
    if (!anyAnswers(registries)) {
      return Optional.of("The schema registry does not answer; events are queued until it does");
    }
    return Optional.empty();
  }

  /** True also for an empty list. */
  private static boolean anyAnswers(List<InetSocketAddress> addresses) {
    return addresses.isEmpty() || addresses.stream().anyMatch(Reachability::answers);
  }

  private static boolean answers(InetSocketAddress address) {
    // Resolved on each call: names can appear and disappear with their services.
    InetSocketAddress resolved = new InetSocketAddress(address.getHostString(), address.getPort());
    if (resolved.isUnresolved()) {
      return true;
    }
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(resolved, CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Addresses in Kafka's form; empty if one of them has another form. */
  private static List<InetSocketAddress> brokers(String servers) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String server : servers.split(",")) {
      Matcher matcher = BROKER.matcher(server.strip());
      if (!matcher.matches() || !isPort(matcher.group(2))) {
        return List.of();
      }
      addresses.add(
          InetSocketAddress.createUnresolved(matcher.group(1), Integer.parseInt(matcher.group(2))));
    }
    return addresses;
  }

  /** Addresses of http and https URLs; empty if one of them is something else. */
  private static List<InetSocketAddress> registries(String urls) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String url : urls.split(",")) {
      URI uri;
      try {
        uri = URI.create(url.strip());
      } catch (IllegalArgumentException e) {
        return List.of();
      }
      int usual = "https".equals(uri.getScheme()) ? 443 : "http".equals(uri.getScheme()) ? 80 : -1;
      if (uri.getHost() == null || usual < 0) {
        return List.of();
      }
      addresses.add(
          InetSocketAddress.createUnresolved(
              uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? usual : uri.getPort()));
    }
    return addresses;
  }

  private static boolean isPort(String digits) {
    return digits.length() <= 5 && Integer.parseInt(digits) <= 65_535;
  }
}
