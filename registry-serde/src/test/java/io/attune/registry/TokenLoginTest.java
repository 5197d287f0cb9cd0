package io.attune.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenLoginTest {
  private static final String HANDLER = "sasl.login.callback.handler.class";
  private static final String ADDRESS = "sasl.oauthbearer.token.endpoint.url";

  @BeforeEach
  @AfterEach
  void nothingIsAllowed() {
    System.clearProperty(TokenLogin.ALLOWED);
  }

  private static Map<String, String> settings(String address) {
    return Map.of("sasl.mechanism", "OAUTHBEARER", ADDRESS, address);
  }

  @Test
  void theAddressIsEnoughToFetchTokens() {
    Map<String, String> completed = TokenLogin.completed(settings("https://login/token"));

    assertThat(completed)
        .containsAllEntriesOf(settings("https://login/token"))
        .containsEntry(
            HANDLER,
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
    assertThat(System.getProperty(TokenLogin.ALLOWED)).contains("https://login/token");
  }

  @Test
  void severalClientsInOneProcessMayHaveServersOfTheirOwn() {
    TokenLogin.completed(settings("https://one/token"));
    TokenLogin.completed(settings("https://two/token"));

    assertThat(System.getProperty(TokenLogin.ALLOWED).split(","))
        .contains("https://one/token", "https://two/token");
  }

  @Test
  void whatTheOperatorAllowsIsNotWidened() {
    System.setProperty(TokenLogin.ALLOWED, "https://allowed/token");

    TokenLogin.completed(settings("https://another/token"));

    assertThat(System.getProperty(TokenLogin.ALLOWED)).isEqualTo("https://allowed/token");
  }

  @Test
  void otherLoginsAndAClassThatIsSetStayAsTheyAre() {
    Map<String, String> password = Map.of("sasl.mechanism", "SCRAM-SHA-512", ADDRESS, "https://x");
    assertThat(TokenLogin.completed(password)).isSameAs(password);
    Map<String, String> unsecured = Map.of("sasl.mechanism", "OAUTHBEARER");
    assertThat(TokenLogin.completed(unsecured)).isSameAs(unsecured);
    assertThat(System.getProperty(TokenLogin.ALLOWED)).isNull();

    Map<String, String> own =
        Map.of("sasl.mechanism", "OAUTHBEARER", ADDRESS, "https://x", HANDLER, "org.example.Mine");
    assertThat(TokenLogin.completed(own)).containsEntry(HANDLER, "org.example.Mine");
  }
}
