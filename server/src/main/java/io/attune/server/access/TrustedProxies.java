package io.attune.server.access;

import io.attune.server.http.Incoming;
import java.net.InetAddress;
import java.util.List;

/** The reverse proxies whose word counts about whom they speak for. */
final class TrustedProxies {
  private static final String FOR = "X-Forwarded-For";

  private final List<AddressRange> trusted;

  TrustedProxies(List<AddressRange> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  boolean isEmpty() {
    return trusted.isEmpty();
  }

  /** Whether the request comes straight from one of them. */
  boolean sent(Incoming request) {
    return isTrusted(request.peer());
  }

  /** Where the request comes from: the last address on its way that is not one of them. */
  String client(Incoming request) {
    if (!sent(request)) {
      return request.peer().getHostAddress();
    }
    List<String> way = request.list(FOR);
    for (int i = way.size() - 1; i >= 0; i--) {
      if (!isTrusted(way.get(i))) {
        return way.get(i);
      }
    }
    return request.peer().getHostAddress();
  }

  /** Whether the client's own connection is encrypted, as far as is known. */
  boolean isSecure(Incoming request) {
    return request.secure()
        || sent(request)
            && request.list("X-Forwarded-Proto").stream()
                .findFirst()
                .filter("https"::equalsIgnoreCase)
                .isPresent();
  }

  private boolean isTrusted(String address) {
    try {
      return isTrusted(AddressRange.parse(address).start());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }
}
