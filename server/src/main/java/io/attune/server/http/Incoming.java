package io.attune.server.http;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/**
 * A request as it came in: what decides about it before its content is looked at.
 *
 * @param method such as {@code GET}
 * @param path decoded path
 * @param headers values by name, whatever its case
 * @param peer the other end of the connection
 * @param secure whether the connection is encrypted
 */
public record Incoming(
    String method,
    String path,
    Map<String, List<String>> headers,
    InetAddress peer,
    boolean secure) {
  /** Checks the fields. */
  public Incoming {
    requireNonNull(method, "method is null");
    requireNonNull(path, "path is null");
    requireNonNull(peer, "peer is null");
    Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> byName.put(name, List.copyOf(values)));
    headers = byName;
  }

  static Incoming of(Request request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (HttpField field : request.getHeaders()) {
      String value = field.getValue() == null ? "" : field.getValue();
      headers.computeIfAbsent(field.getName(), name -> new ArrayList<>()).add(value);
    }
    InetAddress peer =
        request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress inet
            ? inet.getAddress()
            : InetAddress.getLoopbackAddress();
    return new Incoming(
        request.getMethod(), Request.getPathInContext(request), headers, peer, request.isSecure());
  }

  /** Whether it asks for a change. */
  public boolean isWrite() {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  /**
   * The value of a header.
   *
   * @throws ProblemException when it is there more than once, so that nobody can tell which counts
   */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw Problem.of(ProblemType.BAD_REQUEST, "The header " + name + " is there more than once.")
          .exception();
    }
    return values.stream().findFirst().map(String::strip);
  }

  /** Every value of a header that is a list, whether it is one header or several. */
  public List<String> list(String name) {
    List<String> all = new ArrayList<>();
    for (String value : headers.getOrDefault(name, List.of())) {
      for (String part : value.split(",")) {
        if (!part.isBlank()) {
          all.add(part.strip());
        }
      }
    }
    return all;
  }
}
