package io.attune.sources;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.LogStore;
import io.attune.eventlog.LogStores;
import io.attune.eventlog.StoreException;
import io.attune.sources.azure.BlobContainer;
import io.attune.sources.gcs.GcsBucket;
import io.attune.sources.hdfs.HadoopStore;
import io.attune.sources.hdfs.WebHdfsStore;
import io.attune.sources.history.HttpStore;
import io.attune.sources.http.Http;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.objects.ObjectStore;
import io.attune.sources.s3.S3Bucket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All stores that are not on this machine, by the scheme of their addresses. */
public final class RemoteStores implements LogStores {

  /** The schemes that are known. */
  public static final List<String> SCHEMES =
      List.of(
          "s3",
          "s3a",
          "s3n",
          "gs",
          "abfs",
          "abfss",
          "wasb",
          "wasbs",
          "hdfs",
          "webhdfs",
          "swebhdfs",
          "http",
          "https");

  private static final Pattern ADDRESS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

  private final ProcessEnvironment environment;
  private @Nullable Http client;
  private final Map<String, LogStore> known = new HashMap<>();

  /** Creates stores that take settings and credentials from an environment. */
  public RemoteStores(ProcessEnvironment environment) {
    this.environment = requireNonNull(environment, "environment is null");
  }

  @Override
  public synchronized Optional<LogStore> of(String place) throws StoreException {
    Matcher address = ADDRESS.matcher(place);
    if (!address.matches()) {
      if (place.startsWith("dbfs:/")) {
        throw new StoreException(
            place
                + " is a path of Databricks' own: give the address in the storage behind it"
                + " (s3://, abfss://, gs://), or /dbfs/… on a cluster.");
      }
      return Optional.empty();
    }
    String scheme = address.group(1).toLowerCase(Locale.ROOT);
    if (scheme.equals("file")) {
      return Optional.empty();
    }
    String key = isWeb(scheme) ? place : place.replaceFirst("(://[^/]*).*", "$1");
    LogStore store = known.get(key);
    if (store == null) {
      store = store(scheme, place);
      known.put(key, store);
    }
    return Optional.of(store);
  }

  private static boolean isWeb(String scheme) {
    return scheme.equals("http") || scheme.equals("https");
  }

  private Http http() {
    if (client == null) {
      client = Http.of(environment);
    }
    return client;
  }

  private LogStore store(String scheme, String place) throws StoreException {
    Http http = http();
    return switch (scheme) {
      case "s3", "s3a", "s3n" -> new ObjectStore(S3Bucket.of(place, environment, http), http);
      case "gs" -> new ObjectStore(GcsBucket.of(place, environment, http), http);
      case "abfs", "abfss", "wasb", "wasbs" ->
          new ObjectStore(BlobContainer.of(place, environment, http), http);
      case "hdfs" ->
          HadoopStore.isWanted(environment)
              ? HadoopStore.of(place, environment)
              : WebHdfsStore.of(place, environment, http);
      case "webhdfs", "swebhdfs" -> WebHdfsStore.of(place, environment, http);
      case "http", "https" -> HttpStore.of(place, environment, http);
      default -> {
        if (HadoopStore.isWanted(environment)) {
          yield HadoopStore.of(place, environment);
        }
        throw new StoreException(
            LogPlaces.withoutSecrets(place)
                + " is an address of an unknown kind: give a path, or one that begins with one of "
                + String.join("://, ", SCHEMES)
                + "://.");
      }
    };
  }
}
