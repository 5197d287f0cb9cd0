package io.attune.registry;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.oauthbearer.ClientJwtValidator;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;

/**
 * Logins at Kafka with tokens of an OAuth 2 server ({@code sasl.mechanism=OAUTHBEARER} with {@code
 * sasl.oauthbearer.token.endpoint.url}).
 *
 * <p>Kafka's client asks for two things more than the address: the class that fetches tokens, in
 * whose place it would make up unsecured ones, and a property of the whole JVM that lists the
 * addresses it may call. Whoever names the address in Attune's own settings wants both.
 */
public final class TokenLogin {
  /** Since Kafka 3.9.1: addresses separated by commas, none when it is not set. */
  static final String ALLOWED = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  private static final Set<String> ADDED = new LinkedHashSet<>();

  private TokenLogin() {}

  /**
   * The settings of a Kafka client with what a login by tokens needs beside them.
   *
   * <p>A class that is set stays. So does the list of addresses when somebody else has set it:
   * Kafka then refuses an address that is not in it, and names it.
   *
   * @param settings of a Kafka client, without prefix
   * @return the same settings when they name no token server
   */
  public static Map<String, String> completed(Map<String, String> settings) {
    String address = settings.get(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL);
    if (address == null
        || !OAuthBearerLoginModule.OAUTHBEARER_MECHANISM.equals(
            settings.get(SaslConfigs.SASL_MECHANISM))) {
      return settings;
    }
    allow(address.trim());
    Map<String, String> completed = new HashMap<>(settings);
    completed.putIfAbsent(
        SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
        OAuthBearerLoginCallbackHandler.class.getName());
    // The default one needs jose4j, a library for brokers, which the agent's jar goes without.
    completed.putIfAbsent(
        SaslConfigs.SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS, ClientJwtValidator.class.getName());
    return completed;
  }

  private static synchronized void allow(String address) {
    String current = System.getProperty(ALLOWED);
    if (current == null || current.equals(String.join(",", ADDED))) {
      ADDED.add(address);
      System.setProperty(ALLOWED, String.join(",", ADDED));
    }
  }
}
