package io.attune.sources.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The proxy of an address: as {@code HTTPS_PROXY} and its like say, else as Java is set up. */
@FunctionalInterface
public interface Proxies {

  /** Without. */
  Proxies NONE = uri -> Proxy.NO_PROXY;

  /** The proxy of an address. */
  Proxy of(URI uri);

  /** As an environment has it. */
  static Proxies of(ProcessEnvironment environment) {
    Optional<URI> https = proxy(environment, "https_proxy");
    Optional<URI> http = proxy(environment, "http_proxy");
    List<String> direct =
        environment.firstOf("no_proxy", "NO_PROXY").stream()
            .flatMap(list -> Arrays.stream(list.split("[,\\s]+")))
            .map(host -> host.toLowerCase(Locale.ROOT))
            .toList();
    return uri -> {
      Optional<URI> proxy = "https".equals(uri.getScheme()) ? https : http;
      String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
      if (proxy.isEmpty()) {
        List<Proxy> system = ProxySelector.getDefault().select(uri);
        return system.isEmpty() ? Proxy.NO_PROXY : system.get(0);
      }
      if (isLocal(host) || direct.stream().anyMatch(rule -> matches(rule, host))) {
        return Proxy.NO_PROXY;
      }
      int port = proxy.get().getPort();
      return new Proxy(
          Proxy.Type.HTTP,
          InetSocketAddress.createUnresolved(proxy.get().getHost(), port < 0 ? 80 : port));
    };
  }

  private static Optional<URI> proxy(ProcessEnvironment environment, String name) {
    return environment
        .firstOf(name, name.toUpperCase(Locale.ROOT))
        .map(text -> text.contains("://") ? text : "http://" + text)
        .flatMap(
            text -> {
              try {
                return Optional.of(URI.create(text)).filter(uri -> uri.getHost() != null);
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            });
  }

  private static boolean isLocal(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  private static boolean matches(String rule, String host) {
    String suffix = rule.startsWith("*") ? rule.substring(1) : rule;
    String bare = suffix.startsWith(".") ? suffix.substring(1) : suffix;
    return rule.equals("*") || !bare.isEmpty() && (host.equals(bare) || host.endsWith("." + bare));
  }
}
