package io.attune.sources.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.eventlog.StoreException;
import io.attune.sources.http.JsonDocument;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

/** What a service account signs to get a token: a JSON web token (RFC 7523). */
final class Assertion {

  private static final int LIFETIME_SECONDS = 3_600;

  private Assertion() {}

  static String of(JsonNode account, String audience, String scope, Instant now)
      throws IOException {
    ObjectNode header = JsonNodeFactory.instance.objectNode().put("alg", "RS256").put("typ", "JWT");
    JsonDocument.text(account, "private_key_id").ifPresent(id -> header.put("kid", id));
    ObjectNode claims =
        JsonNodeFactory.instance
            .objectNode()
            .put("iss", JsonDocument.required(account, "client_email"))
            .put("scope", scope)
            .put("aud", audience)
            .put("iat", now.getEpochSecond())
            .put("exp", now.getEpochSecond() + LIFETIME_SECONDS);
    String text =
        encode(header.toString().getBytes(UTF_8)) + "." + encode(claims.toString().getBytes(UTF_8));
    return text + "." + encode(sign(text, JsonDocument.required(account, "private_key")));
  }

  private static byte[] sign(String text, String pem) throws StoreException {
    try {
      byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
      signature.update(text.getBytes(UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new StoreException(
          "The private key of the service account cannot be used: make a new key file."); // NOPMD
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
