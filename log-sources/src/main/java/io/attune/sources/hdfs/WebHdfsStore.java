package io.attune.sources.hdfs;

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
import io.attune.sources.http.ResumingStream;
import io.attune.sources.http.Uris;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HDFS through the REST interface of its name nodes, or of an HttpFS in front of them. Of name
 * nodes that stand in for each other the active one is found.
 */
public final class WebHdfsStore implements LogStore {

  /** An HttpFS or a gateway that is to be asked instead of the name nodes. */
  public static final String VARIABLE = "ATTUNE_WEBHDFS_URL";

  private static final String SUBJECT_ONLY = "javax.security.auth.useSubjectCredsOnly";

  private final String address;
  private final List<String> bases;
  private final Optional<String> user;
  private final Http http;
  private volatile String base;

  private WebHdfsStore(String address, List<String> bases, Optional<String> user, Http http) {
    this.address = address;
    this.bases = List.copyOf(bases);
    this.user = user;
    this.http = http;
    this.base = bases.get(0);
  }

  /**
   * The store of an address: {@code hdfs://name-node/path}, {@code hdfs:///path} where a Hadoop
   * configuration names the default one, {@code webhdfs://host:port/path}, {@code swebhdfs://…}.
   *
   * @throws StoreException when it names none
   */
  public static WebHdfsStore of(String place, ProcessEnvironment environment, Http http)
      throws StoreException {
    requireNonNull(http, "http is null");
    int begin = place.indexOf("://") + 3;
    int end = place.indexOf('/', begin);
    String scheme = place.substring(0, begin);
    String authority = place.substring(begin, end < 0 ? place.length() : end);
    HadoopConfiguration hadoop;
    try {
      hadoop = HadoopConfiguration.of(environment);
    } catch (IOException e) {
      throw new StoreException(
          "The configuration in HADOOP_CONF_DIR cannot be read: " + e.getMessage() + ".", e);
    }
    if (authority.isEmpty()) {
      authority = hadoop.defaultAuthority().orElse("");
    }
    if (!authority.matches("[A-Za-z0-9._\\[\\]:-]+")) {
      throw new StoreException(
          LogPlaces.withoutSecrets(place)
              + " names no name node, and HADOOP_CONF_DIR no default one: write"
              + " hdfs://host/path, or webhdfs://host:9870/path.");
    }
    if (hadoop.isKerberos() && System.getProperty(SUBJECT_ONLY) == null) {
      // Lets Java answer with the ticket that kinit got.
      System.setProperty(SUBJECT_ONLY, "false");
    }
    return new WebHdfsStore(
        scheme + place.substring(begin, end < 0 ? place.length() : end),
        bases(scheme, authority, hadoop, environment),
        hadoop.isKerberos()
            ? Optional.empty()
            : Optional.of(
                environment
                    .variable("HADOOP_USER_NAME")
                    .orElse(System.getProperty("user.name", "attune"))),
        http);
  }

  private static List<String> bases(
      String scheme, String authority, HadoopConfiguration hadoop, ProcessEnvironment environment) {
    Optional<String> gateway = environment.variable(VARIABLE);
    if (gateway.isPresent()) {
      return List.of(Uris.trimmed(gateway.get()));
    }
    boolean port = authority.matches(".*:\\d+");
    return switch (scheme) {
      case "webhdfs://" -> List.of("http://" + authority + (port ? "" : ":9870"));
      case "swebhdfs://" -> List.of("https://" + authority + (port ? "" : ":9871"));
      default -> hadoop.webAddresses(authority);
    };
  }

  /** How its paths begin, as the user writes them. */
  public String address() {
    return address;
  }

  @Override
  public boolean tellsGrowth() {
    return false;
  }

  @Override
  public FoundFiles list(String path) {
    return new Directories(Uris.trimmed(path));
  }

  private final class Directories implements FoundFiles {
    private final String path;

    Directories(String path) {
      this.path = path;
    }

    @Override
    public Optional<StoredEntry> root() throws StoreException {
      try {
        JsonNode status = ask(path, "GETFILESTATUS").path("FileStatus");
        return Optional.of(entry(path, Uris.name(path), status));
      } catch (HttpFailure e) {
        if (e.status() == 404) {
          return Optional.empty();
        }
        throw problems().of(path, e);
      } catch (IOException e) {
        throw problems().of(path, e);
      }
    }

    @Override
    public List<StoredEntry> children(StoredEntry directory) throws StoreException {
      List<StoredEntry> entries = new ArrayList<>();
      try {
        JsonNode list = ask(directory.path(), "LISTSTATUS").path("FileStatuses").path("FileStatus");
        for (JsonNode status : list) {
          String name = JsonDocument.required(status, "pathSuffix");
          entries.add(entry(directory.path() + "/" + name, name, status));
        }
      } catch (IOException e) {
        throw problems().of(directory.path(), e);
      }
      return entries;
    }
  }

  private static StoredEntry entry(String path, String name, JsonNode status) {
    return "DIRECTORY".equals(status.path("type").asText())
        ? StoredEntry.of(path, name, StoredEntry.Kind.DIRECTORY)
        : StoredEntry.file(
            path,
            name,
            status.path("length").asLong(0),
            Instant.ofEpochMilli(status.path("modificationTime").asLong(0)));
  }

  @Override
  public InputStream open(String path, long offset) throws StoreException {
    try {
      // Finds the active name node.
      long length = ask(path, "GETFILESTATUS").path("FileStatus").path("length").asLong(0);
      // Of a file in its first block, which is being written, the name node knows no length.
      if (length > 0 && offset >= length) {
        return InputStream.nullInputStream();
      }
    } catch (IOException e) {
      throw problems().of(path, e);
    }
    return ResumingStream.open(
        http,
        (from, version) ->
            request(
                base, path, "OPEN", from == 0 ? Map.of() : Map.of("offset", String.valueOf(from))),
        e -> problems().of(path, e),
        offset);
  }

  @Override
  public InputStream head(String path, int bytes) throws StoreException {
    try {
      return new ByteArrayInputStream(
          answer(
              at ->
                  http.bytes(
                      () -> request(at, path, "OPEN", Map.of("length", String.valueOf(bytes))),
                      bytes)));
    } catch (IOException e) {
      throw problems().of(path, e);
    }
  }

  private JsonNode ask(String path, String operation) throws IOException {
    return JsonDocument.read(
        answer(at -> http.bytes(() -> request(at, path, operation, Map.of()))));
  }

  /** Asks one of the name nodes. */
  @FunctionalInterface
  private interface Question {
    byte[] ask(String at) throws IOException;
  }

  private byte[] answer(Question question) throws IOException {
    IOException last = null;
    for (String candidate : candidates()) {
      try {
        byte[] body = question.ask(candidate);
        base = candidate;
        return body;
      } catch (HttpFailure e) {
        last = e;
        if (!e.code().equals("StandbyException")) {
          throw e;
        }
      } catch (IOException e) {
        last = e;
      }
    }
    throw last == null ? new IOException("no name node is known") : last;
  }

  /** The one that answered last first. */
  private List<String> candidates() {
    List<String> candidates = new ArrayList<>();
    candidates.add(base);
    bases.stream().filter(other -> !other.equals(base)).forEach(candidates::add);
    return candidates;
  }

  private Request request(String at, String path, String operation, Map<String, String> which) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("op", operation);
    query.putAll(which);
    user.ifPresent(name -> query.put("user.name", name));
    String inside = path.substring(Math.min(path.length(), address.length()));
    return Request.get(
        URI.create(
            at
                + "/webhdfs/v1"
                + (inside.isEmpty() ? "/" : Uris.encodePath(inside))
                + "?"
                + Uris.query(query)));
  }

  private Problems problems() {
    return new Problems(
        "WebHDFS",
        Uris.host(URI.create(base)),
        () -> user.map(name -> "the rights of the user " + name).orElse("the Kerberos ticket"),
        user.isPresent()
            ? "set HADOOP_USER_NAME, or HADOOP_CONF_DIR where Kerberos is used."
            : "get a ticket with kinit.");
  }
}
