package io.attune.sources.gcs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.StoreException;
import io.attune.sources.http.Http;
import io.attune.sources.http.JsonDocument;
import io.attune.sources.http.Problems;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Request;
import io.attune.sources.http.ResumingStream;
import io.attune.sources.http.Tokens;
import io.attune.sources.http.Uris;
import io.attune.sources.objects.Bucket;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bucket of Google Cloud Storage, through its JSON API. */
public final class GcsBucket implements Bucket {

  private static final String SCHEME = "gs://";

  private final String name;
  private final String base;
  private final Http http;
  private final Signer signer;
  private final Supplier<String> source;

  private GcsBucket(String name, String base, Signer signer, Supplier<String> source, Http http) {
    this.name = name;
    this.base = base;
    this.signer = signer;
    this.source = source;
    this.http = http;
  }

  /**
   * The bucket of an address such as {@code gs://bucket/path}.
   *
   * @throws StoreException when it names none
   */
  public static GcsBucket of(String place, ProcessEnvironment environment, Http http)
      throws StoreException {
    requireNonNull(http, "http is null");
    int end = place.indexOf('/', SCHEME.length());
    String name = place.substring(SCHEME.length(), end < 0 ? place.length() : end);
    if (!name.matches("[a-z0-9][a-z0-9._-]{1,221}")) {
      throw new StoreException(
          LogPlaces.withoutSecrets(place) + " names no bucket: write gs://bucket/path.");
    }
    Optional<String> emulator = environment.variable("STORAGE_EMULATOR_HOST");
    if (emulator.isPresent()) {
      String host = emulator.get().contains("://") ? emulator.get() : "http://" + emulator.get();
      return new GcsBucket(
          name,
          Uris.trimmed(host),
          request -> request,
          () -> Problems.NONE + ", as from an emulator",
          http);
    }
    Tokens tokens = GoogleTokens.of(environment, http);
    Signer bearer =
        request ->
            tokens
                .value()
                .map(token -> request.with("Authorization", "Bearer " + token))
                .orElse(request);
    String base =
        Uris.trimmed(
            environment
                .variable("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE")
                .map(address -> address.replaceFirst("/storage/v1/?$", ""))
                .orElse("https://storage.googleapis.com"));
    return new GcsBucket(name, base, bearer, tokens::source, http);
  }

  @Override
  public String address() {
    return SCHEME + name;
  }

  @Override
  public Page page(String prefix, int most, @Nullable String from) throws IOException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("prefix", prefix);
    query.put("maxResults", String.valueOf(most));
    query.put("fields", "items(name,size,updated),nextPageToken");
    if (from != null) {
      query.put("pageToken", from);
    }
    URI uri = URI.create(objects() + "?" + Uris.query(query));
    JsonNode json = JsonDocument.read(http.bytes(() -> signer.sign(Request.get(uri))));
    List<Stored> objects = new ArrayList<>();
    for (JsonNode item : json.path("items")) {
      objects.add(
          new Stored(
              JsonDocument.required(item, "name"),
              item.path("size").asLong(0),
              Instant.parse(JsonDocument.text(item, "updated").orElse("1970-01-01T00:00:00Z")),
              false));
    }
    return new Page(objects, JsonDocument.text(json, "nextPageToken"));
  }

  @Override
  public ResumingStream.Opener opener(String key) {
    return (offset, version) -> {
      Request request = media(key).from(offset);
      return signer.sign(version == null ? request : request.with("If-Match", version));
    };
  }

  @Override
  public Http.Attempt head(String key, int bytes) {
    return () -> signer.sign(media(key).head(bytes));
  }

  /** What is stored, also where the service would decompress it on the way. */
  private Request media(String key) {
    return Request.get(URI.create(objects() + "/" + Uris.encode(key) + "?alt=media"))
        .with("Accept-Encoding", "gzip");
  }

  private String objects() {
    return base + "/storage/v1/b/" + Uris.encode(name) + "/o";
  }

  @Override
  public Problems problems() {
    return new Problems(
        "Google Cloud Storage",
        Uris.host(URI.create(base)),
        source,
        "give credentials that may list the bucket and read its objects"
            + " (GOOGLE_APPLICATION_CREDENTIALS, \"gcloud auth application-default login\", or a"
            + " service account with the role Storage Object Viewer).");
  }
}
