package io.attune.server.access;

import static java.util.Objects.requireNonNull;

import io.attune.server.http.Certificate;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.ConfigurationException;
import io.attune.streams.config.Option;
import io.attune.streams.config.Options;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access as it is configured. Beyond loopback it has to be protected: by TLS or a trusted proxy,
 * and by credentials or that proxy's word for who asks.
 */
public final class AccessSettings {
  private static final Logger LOG = LoggerFactory.getLogger(AccessSettings.class);

  /** Ten at once, then one in six seconds. */
  private static final double FAILURES_PER_SECOND = 1.0 / 6;

  private static final double FAILURES_AT_ONCE = 10;

  /** A page and its lists, several times over. */
  private static final double SECONDS_AT_ONCE = 3;

  private final AttuneConfig config;
  private final InetAddress address;
  private final TrustedProxies proxies;

  /**
   * @throws ConfigurationException one sentence, when what is set does not fit together or would
   *     leave it open to others
   */
  public AccessSettings(AttuneConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.address = address(config.get(Options.HTTP_HOST));
    this.proxies = new TrustedProxies(ranges());
    if (!config.get(Options.HTTP_PROXY_USER_HEADER).isEmpty() && proxies.isEmpty()) {
      throw new ConfigurationException(
          Options.HTTP_PROXY_USER_HEADER
              + " is set, but no proxy is trusted to send it; name it in "
              + Options.HTTP_TRUSTED_PROXIES
              + ".");
    }
    if (!address.isLoopbackAddress()) {
      requireProtection();
    }
  }

  private void requireProtection() {
    List<String> missing = new ArrayList<>();
    if (!hasTls() && proxies.isEmpty()) {
      missing.add(
          "TLS ("
              + Options.HTTP_TLS_CERTIFICATE
              + " and "
              + Options.HTTP_TLS_KEY
              + ") or a proxy that has it ("
              + Options.HTTP_TRUSTED_PROXIES
              + ")");
    }
    if (!hasCredentials()) {
      missing.add(
          "credentials ("
              + Options.HTTP_CREDENTIALS_FILE
              + ", made by \"attune credential\") or a proxy that logs people in ("
              + Options.HTTP_PROXY_USER_HEADER
              + ")");
    }
    if (missing.isEmpty()) {
      return;
    }
    if (!config.get(Options.HTTP_UNPROTECTED)) {
      throw new ConfigurationException(
          Options.HTTP_HOST
              + " is "
              + config.get(Options.HTTP_HOST)
              + ", which others can reach; that needs "
              + String.join(", and ", missing)
              + ".");
    }
    LOG.warn(
        "HTTP is served to others without {}, because {} is set",
        hasCredentials() ? "TLS" : "a login",
        Options.HTTP_UNPROTECTED);
  }

  private boolean hasTls() {
    return certificate().isPresent();
  }

  private boolean hasCredentials() {
    return isSet(Options.HTTP_CREDENTIALS_FILE) || isSet(Options.HTTP_PROXY_USER_HEADER);
  }

  private boolean isSet(Option<String> option) {
    return !config.get(option).isEmpty();
  }

  /** Address to listen on. */
  public InetAddress address() {
    return address;
  }

  /** What HTTPS is served with; empty for HTTP. */
  public Optional<Certificate> certificate() {
    String password = config.get(Options.HTTP_TLS_PASSWORD);
    boolean chain = isSet(Options.HTTP_TLS_CERTIFICATE);
    boolean key = isSet(Options.HTTP_TLS_KEY);
    boolean keystore = isSet(Options.HTTP_TLS_KEYSTORE);
    if (chain != key || chain && keystore) {
      throw new ConfigurationException(
          "TLS needs both "
              + Options.HTTP_TLS_CERTIFICATE
              + " and "
              + Options.HTTP_TLS_KEY
              + ", or "
              + Options.HTTP_TLS_KEYSTORE
              + " alone.");
    }
    if (keystore) {
      return Optional.of(
          ServerCertificate.ofKeystore(Path.of(config.get(Options.HTTP_TLS_KEYSTORE)), password));
    }
    return chain
        ? Optional.of(
            ServerCertificate.ofPem(
                Path.of(config.get(Options.HTTP_TLS_CERTIFICATE)),
                Path.of(config.get(Options.HTTP_TLS_KEY)),
                password))
        : Optional.empty();
  }

  /**
   * What decides who may ask.
   *
   * @throws ConfigurationException when the credentials cannot be read
   */
  public Access access(InstantSource clock, LongSupplier nanoTime) {
    List<String> names = new ArrayList<>(list(Options.HTTP_HOSTS));
    names.add(config.get(Options.HTTP_HOST));
    boolean onlyProxies =
        !address.isLoopbackAddress()
            && !hasTls()
            && !proxies.isEmpty()
            && !config.get(Options.HTTP_UNPROTECTED);
    double rate = config.get(Options.HTTP_RATE);
    return new Access(
        new HostNames(names),
        proxies,
        onlyProxies,
        new Rate(rate, rate * SECONDS_AT_ONCE, nanoTime),
        new Rate(FAILURES_PER_SECOND, FAILURES_AT_ONCE, nanoTime),
        logins(clock, nanoTime),
        new ProxyUsers(
            config.get(Options.HTTP_PROXY_USER_HEADER),
            config.get(Options.HTTP_PROXY_GROUPS_HEADER),
            list(Options.HTTP_PROXY_OPERATORS)));
  }

  private Optional<Access.Logins> logins(InstantSource clock, LongSupplier nanoTime) {
    if (!isSet(Options.HTTP_CREDENTIALS_FILE)) {
      return Optional.empty();
    }
    CredentialFile file =
        new CredentialFile(Path.of(config.get(Options.HTTP_CREDENTIALS_FILE)), nanoTime);
    return Optional.of(
        new Access.Logins(
            file,
            new Passwords(file),
            new Sessions(file, config.get(Options.HTTP_SESSION_LIFETIME), clock)));
  }

  private List<AddressRange> ranges() {
    try {
      return list(Options.HTTP_TRUSTED_PROXIES).stream().map(AddressRange::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "The setting "
              + Options.HTTP_TRUSTED_PROXIES
              + " is '"
              + config.get(Options.HTTP_TRUSTED_PROXIES)
              + "' but must be addresses such as 10.0.0.7 or 10.1.0.0/16, with commas between.",
          e);
    }
  }

  private List<String> list(Option<String> option) {
    return Arrays.stream(config.get(option).split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "The host " + host + " in " + Options.HTTP_HOST + " is not known.", e);
    }
  }
}
