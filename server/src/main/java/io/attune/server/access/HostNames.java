package io.attune.server.access;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names under which Attune may be asked. A page elsewhere can have its own name resolve to an
 * address of this machine and so read what is served here (DNS rebinding); its requests then carry
 * that name. Addresses are no names, so they are always allowed.
 */
final class HostNames {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}([.]\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.%]+]");
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");

  private final Set<String> names = new TreeSet<>();

  HostNames(Collection<String> names) {
    this.names.add("localhost");
    names.forEach(name -> this.names.add(nameOf(name)));
  }

  /** Whether this value of a Host header is one of them. */
  boolean allow(String host) {
    String name = nameOf(host);
    return names.contains(name) || IPV4.matcher(name).matches() || IPV6.matcher(name).matches();
  }

  /** The name alone, in small letters: without a port and without the dot of the root. */
  static String nameOf(String host) {
    String name = PORT.matcher(host.strip().toLowerCase(Locale.ROOT)).replaceFirst("");
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
