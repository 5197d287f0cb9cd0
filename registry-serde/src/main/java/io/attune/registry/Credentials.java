package io.attune.registry;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** Provides the {@code Authorization} header of requests to the registry. */
@FunctionalInterface
interface Credentials {

  /**
   * @param url the registry's base URL as configured, with user and password if it has them
   * @return the header's value, or null for none
   */
  String header(URI url);

  /**
   * Returns the configured credentials.
   *
   * @throws ConfigException if the configuration is contradictory or incomplete
   */
  static Credentials from(RegistryConfig config) {
    String basic = config.text(RegistryConfig.BASIC_SOURCE);
    String bearer = config.text(RegistryConfig.BEARER_SOURCE);
    if (basic != null && bearer != null) {
      throw new ConfigException(
          "Both "
              + RegistryConfig.BASIC_SOURCE
              + " and "
              + RegistryConfig.BEARER_SOURCE
              + " are set; keep one of them.");
    }
    if (bearer != null) {
      return bearer(config, bearer);
    }
    if (basic == null && config.secret(RegistryConfig.BEARER_TOKEN) != null) {
      return bearer(config, "STATIC_TOKEN");
    }
    switch (basic == null ? "URL" : basic) {
      case "URL":
        return Credentials::fromUrl;
      case "USER_INFO":
        return fixed(basic(userInfo(config)));
      case "SASL_INHERIT":
        return fixed(basic(saslUserInfo(config)));
      default:
        throw new ConfigException(
            RegistryConfig.BASIC_SOURCE
                + " is "
                + basic
                + "; it can be URL, USER_INFO or SASL_INHERIT.");
    }
  }

  private static Credentials fixed(String header) {
    return url -> header;
  }

  private static Credentials bearer(RegistryConfig config, String source) {
    if (!source.equals("STATIC_TOKEN")) {
      throw new ConfigException(
          RegistryConfig.BEARER_SOURCE
              + " is "
              + source
              + ", which is not supported; use STATIC_TOKEN with "
              + RegistryConfig.BEARER_TOKEN
              + ", or select Confluent's own serdes by class name.");
    }
    String token = config.secret(RegistryConfig.BEARER_TOKEN);
    if (token == null) {
      throw new ConfigException(
          RegistryConfig.BEARER_SOURCE
              + " is STATIC_TOKEN, but "
              + RegistryConfig.BEARER_TOKEN
              + " is not set; set it to the token.");
    }
    return fixed("Bearer " + token);
  }

  private static String userInfo(RegistryConfig config) {
    String old = config.secret(RegistryConfig.BASIC_USER_INFO_OLD);
    String userInfo = old != null ? old : config.secret(RegistryConfig.BASIC_USER_INFO);
    if (userInfo == null) {
      throw new ConfigException(
          RegistryConfig.BASIC_SOURCE
              + " is USER_INFO, but "
              + RegistryConfig.BASIC_USER_INFO
              + " is not set; set it to user:password.");
    }
    return userInfo;
  }

  private static String saslUserInfo(RegistryConfig config) {
    Map<String, Object> sasl = new HashMap<>(config.originals());
    Object jaas = sasl.get(SaslConfigs.SASL_JAAS_CONFIG);
    if (jaas instanceof String) {
      sasl.put(SaslConfigs.SASL_JAAS_CONFIG, new Password((String) jaas));
    }
    List<AppConfigurationEntry> entries;
    try {
      entries = JaasContext.loadClientContext(sasl).configurationEntries();
    } catch (IllegalArgumentException e) {
      throw notInheritable(ErrorLine.of(e));
    }
    for (AppConfigurationEntry entry : entries) {
      Object user = entry.getOptions().get("username");
      if (user != null) {
        return user + ":" + entry.getOptions().get("password");
      }
    }
    throw notInheritable("its login module has no username");
  }

  private static ConfigException notInheritable(String why) {
    return new ConfigException(
        RegistryConfig.BASIC_SOURCE
            + " is SASL_INHERIT, but "
            + SaslConfigs.SASL_JAAS_CONFIG
            + " gives no user and password: "
            + why
            + ".");
  }

  private static String fromUrl(URI url) {
    String userInfo = url.getRawUserInfo();
    if (userInfo == null) {
      return null;
    }
    // URLDecoder would decode a plus sign to a space.
    return basic(URLDecoder.decode(userInfo.replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }
}
