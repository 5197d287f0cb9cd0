package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import io.attune.server.http.Caller;
import io.attune.server.http.Incoming;
import io.attune.server.http.Role;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * People whom a trusted proxy has logged in, with OpenID Connect for instance, and names in a
 * header.
 */
final class ProxyUsers {
  private static final int LONGEST_NAME = 256;

  private final String userHeader;
  private final String groupsHeader;
  private final Set<String> operators;

  /**
   * @param userHeader empty when nobody is named so
   * @param operators names, and groups with {@code @} before them
   */
  ProxyUsers(String userHeader, String groupsHeader, Collection<String> operators) {
    this.userHeader = requireNonNull(userHeader, "userHeader is null");
    this.groupsHeader = requireNonNull(groupsHeader, "groupsHeader is null");
    this.operators = Set.copyOf(operators);
  }

  boolean areNamed() {
    return !userHeader.isEmpty();
  }

  /** Whom a request of a trusted proxy names. */
  Optional<Caller> of(Incoming request, String client) {
    if (!areNamed()) {
      return Optional.empty();
    }
    return request
        .header(userHeader)
        .filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME)
        .map(name -> new Caller(name, role(name, request), client));
  }

  private Role role(String name, Incoming request) {
    List<String> groups = groupsHeader.isEmpty() ? List.of() : request.list(groupsHeader);
    boolean operates =
        operators.contains(name) || groups.stream().anyMatch(g -> operators.contains("@" + g));
    return operates ? Role.OPERATE : Role.READ;
  }
}
