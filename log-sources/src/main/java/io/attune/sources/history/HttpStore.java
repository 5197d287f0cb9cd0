package io.attune.sources.history;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStore;
import io.attune.eventlog.StoreException;
import io.attune.eventlog.StoredEntry;
import io.attune.sources.http.Http;
import io.attune.sources.http.HttpFailure;
import io.attune.sources.http.JsonDocument;
import io.attune.sources.http.Problems;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Request;
import io.attune.sources.http.Response;
import io.attune.sources.http.ResumingStream;
import io.attune.sources.http.Uris;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spark's History Server: its REST interface lists the applications, and gives the log of each as
 * an archive. The address of a page of one application stands for that application; one where no
 * History Server answers stands for a file.
 */
public final class HttpStore implements LogStore {

  /** A token that the server asks for. */
  public static final String VARIABLE = "ATTUNE_HTTP_TOKEN";

  private static final String API = "/api/v1/applications";
  private static final String PAGE = "/history/";
  private static final Pattern APPLICATION =
      Pattern.compile("(.*?)/(?:history|api/v1/applications)/([^/]+)(?:/(\\d+))?(?:/.*)?");

  private final URI place;
  private final String shown;
  private final Http http;
  private final Optional<String> authorization;

  private HttpStore(URI place, String shown, Optional<String> authorization, Http http) {
    this.place = place;
    this.shown = shown;
    this.authorization = authorization;
    this.http = http;
  }

  /**
   * The store of an address.
   *
   * @throws StoreException when it is none
   */
  public static HttpStore of(String place, ProcessEnvironment environment, Http http)
      throws StoreException {
    requireNonNull(http, "http is null");
    String shown = Uris.trimmed(LogPlaces.withoutSecrets(place));
    URI uri;
    try {
      uri = URI.create(place);
    } catch (IllegalArgumentException e) {
      throw new StoreException(shown + " is no address: write http://host:18080.");
    }
    if (uri.getHost() == null) {
      throw new StoreException(shown + " names no host: write http://host:18080.");
    }
    Optional<String> user =
        Optional.ofNullable(uri.getUserInfo())
            .map(
                info ->
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(info.getBytes(StandardCharsets.UTF_8)));
    return new HttpStore(
        uri,
        shown,
        user.or(() -> environment.variable(VARIABLE).map(token -> "Bearer " + token)),
        http);
  }

  @Override
  public FoundFiles list(String path) throws StoreException {
    try {
      Matcher one = APPLICATION.matcher(shown);
      if (one.matches()) {
        return application(one.group(1), one.group(2), Optional.ofNullable(one.group(3)));
      }
      String base = shown.endsWith(API) ? shown.substring(0, shown.length() - API.length()) : shown;
      Optional<JsonNode> applications = applications(base);
      return applications.isPresent()
          ? new Applications(
              StoredEntry.of(shown, place.getHost(), StoredEntry.Kind.DIRECTORY),
              entries(base, applications.get()))
          : file();
    } catch (IOException e) {
      throw problems().of(shown, e);
    }
  }

  /** The applications; empty when no History Server answers. */
  private Optional<JsonNode> applications(String base) throws IOException {
    try {
      JsonNode json = JsonDocument.read(http.bytes(() -> request(base + API)));
      return json.isArray() ? Optional.of(json) : Optional.empty();
    } catch (HttpFailure e) {
      if (e.isPassing() || e.status() == 401 || e.status() == 403 && !isFile()) {
        throw e;
      }
      return Optional.empty();
    } catch (IOException e) {
      if ("it is no JSON".equals(e.getMessage())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isFile() {
    return Uris.name(String.valueOf(place.getPath())).contains(".");
  }

  private FoundFiles application(String base, String id, Optional<String> attempt)
      throws IOException {
    JsonNode json = JsonDocument.read(http.bytes(() -> request(base + API + "/" + id)));
    List<StoredEntry> all = new ArrayList<>();
    for (JsonNode one : json.path("attempts")) {
      if (attempt.isEmpty() || attempt.equals(JsonDocument.text(one, "attemptId"))) {
        all.add(entry(base, id, one));
      }
    }
    return new Applications(StoredEntry.of(shown, id, StoredEntry.Kind.DIRECTORY), all);
  }

  private static List<StoredEntry> entries(String base, JsonNode applications) throws IOException {
    List<StoredEntry> all = new ArrayList<>();
    for (JsonNode application : applications) {
      String id = JsonDocument.required(application, "id");
      for (JsonNode attempt : application.path("attempts")) {
        all.add(entry(base, id, attempt));
      }
    }
    return all;
  }

  /** A log, named by the address of the application's page: it is for people, and may be given. */
  private static StoredEntry entry(String base, String id, JsonNode attempt) {
    Optional<String> number = JsonDocument.text(attempt, "attemptId");
    return new StoredEntry(
        base + PAGE + Uris.encode(id) + number.map(n -> "/" + n).orElse(""),
        id + number.map(n -> "_" + n).orElse(""),
        StoredEntry.Kind.FILE,
        0,
        Instant.ofEpochMilli(Math.max(0, attempt.path("lastUpdatedEpoch").asLong(0))),
        !attempt.path("completed").asBoolean(true));
  }

  private record Applications(StoredEntry whole, List<StoredEntry> all) implements FoundFiles {
    @Override
    public Optional<StoredEntry> root() {
      return Optional.of(whole);
    }

    @Override
    public List<StoredEntry> children(StoredEntry directory) {
      return all;
    }
  }

  private FoundFiles file() throws IOException {
    try (Response response = http.open(() -> authorized(Request.get(place)))) {
      StoredEntry file =
          StoredEntry.file(
              shown,
              Uris.name(shown),
              response.header("Content-Length").map(Long::parseLong).orElse(0L),
              response.header("Last-Modified").map(HttpStore::time).orElse(Instant.EPOCH));
      return new One(Optional.of(file));
    } catch (HttpFailure e) {
      if (e.status() == 404) {
        return new One(Optional.empty());
      }
      throw e;
    }
  }

  private record One(Optional<StoredEntry> root) implements FoundFiles {
    @Override
    public List<StoredEntry> children(StoredEntry directory) {
      return List.of();
    }
  }

  private static Instant time(String text) {
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  @Override
  public Optional<String> parent(String path) {
    return Optional.empty();
  }

  @Override
  public InputStream open(String path, long offset) throws StoreException {
    return ResumingStream.open(
        http,
        (from, version) -> {
          Request request = stored(path).from(from);
          return version == null || from == 0 ? request : request.with("If-Match", version);
        },
        e -> problems().of(path, e),
        offset);
  }

  /** What is stored at a path: the archive of an application, or a file. */
  private Request stored(String path) {
    Matcher one = APPLICATION.matcher(path);
    if (one.matches()) {
      String attempt = one.group(3) == null ? "" : "/" + one.group(3);
      return request(one.group(1) + API + "/" + one.group(2) + attempt + "/logs");
    }
    return path.equals(shown) ? authorized(Request.get(place)) : request(path);
  }

  private Request request(String address) {
    return authorized(Request.get(URI.create(address)));
  }

  private Request authorized(Request request) {
    return authorization.map(value -> request.with("Authorization", value)).orElse(request);
  }

  private Problems problems() {
    return new Problems(
        "The server",
        Uris.host(place),
        () -> authorization.isPresent() ? "these credentials" : Problems.NONE,
        "give a user in the address, or a token in " + VARIABLE + ".");
  }
}
