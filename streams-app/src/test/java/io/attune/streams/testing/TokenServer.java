package io.attune.streams.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/**
 * Gives signed tokens to clients that know their secret (RFC 6749, section 4.4) and publishes the
 * key that they are signed with (RFC 7517).
 */
public final class TokenServer implements AutoCloseable {
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final String audience;
  private final RsaJsonWebKey key;
  private final HttpServer server;

  TokenServer(String audience) {
    this.audience = audience;
    try {
      key = RsaJwkGenerator.generateJwk(2048);
      key.setKeyId("first");
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (JoseException | IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/token", this::token);
    server.createContext(
        "/keys",
        exchange ->
            answer(
                exchange,
                200,
                new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)));
    server.start();
  }

  /** Lets a client in, or changes its secret. */
  public void client(String id, String secret) {
    secrets.put(id, secret);
  }

  String audience() {
    return audience;
  }

  String tokenUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
  }

  String keysUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
  }

  private void token(HttpExchange exchange) throws IOException {
    String basic =
        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
            .replace("Basic ", "");
    String[] login =
        new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8).split(":", 2);
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (login.length < 2
        || !login[1].equals(secrets.get(login[0]))
        || !form.contains("grant_type=client_credentials")) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    answer(
        exchange,
        200,
        "{\"access_token\":\""
            + signed(login[0])
            + "\",\"token_type\":\"Bearer\",\"expires_in\":600}");
  }

  private String signed(String subject) {
    JwtClaims claims = new JwtClaims();
    claims.setSubject(subject);
    claims.setAudience(audience);
    claims.setIssuer(tokenUrl());
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(10);
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(key.getPrivateKey());
    signature.setKeyIdHeaderValue(key.getKeyId());
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String json) {
    try (exchange) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
