package io.attune.sources.azure;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.StoreException;
import io.attune.sources.http.Http;
import io.attune.sources.http.Problems;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Request;
import io.attune.sources.http.ResumingStream;
import io.attune.sources.http.Tokens;
import io.attune.sources.http.Uris;
import io.attune.sources.http.XmlList;
import io.attune.sources.objects.Bucket;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A container of a storage account. The Blob service is asked, which also has what was written
 * through the Data Lake service ({@code abfss}).
 */
public final class BlobContainer implements Bucket {

  private static final String VERSION = "2021-12-02";
  private static final Pattern ADDRESS =
      Pattern.compile("((?:abfs|wasb)s?)://([^@/]+)@([A-Za-z0-9-]+)((?:\\.[A-Za-z0-9.-]+)?)(/.*)?");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final String address;
  private final String base;
  private final Http http;
  private final ProcessEnvironment environment;
  private final Optional<String> sas;
  private final Signer signer;
  private final Supplier<String> source;

  private BlobContainer(
      String address,
      String base,
      AzureSettings settings,
      Signer signer,
      Supplier<String> source,
      ProcessEnvironment environment,
      Http http) {
    this.address = address;
    this.base = base;
    this.sas = settings.sas();
    this.signer = signer;
    this.source = source;
    this.environment = environment;
    this.http = http;
  }

  /**
   * The container of an address such as {@code
   * abfss://container@account.dfs.core.windows.net/path}.
   *
   * @throws StoreException when it names none
   */
  public static BlobContainer of(String place, ProcessEnvironment environment, Http http)
      throws StoreException {
    requireNonNull(http, "http is null");
    Matcher parts = ADDRESS.matcher(place);
    if (!parts.matches()) {
      throw new StoreException(
          place
              + " names no container: write"
              + " abfss://container@account.dfs.core.windows.net/path.");
    }
    String container = parts.group(2);
    String account = parts.group(3);
    String domain = parts.group(4).isEmpty() ? ".blob.core.windows.net" : parts.group(4);
    AzureSettings settings = AzureSettings.of(environment, account);
    String endpoint =
        settings.endpoint().orElse("https://" + account + domain.replace(".dfs.", ".blob."));
    String address = parts.group(1) + "://" + container + "@" + account + parts.group(4);
    String base = endpoint + "/" + Uris.encode(container);
    if (settings.sas().isPresent()) {
      return new BlobContainer(
          address,
          base,
          settings,
          request -> request,
          () -> "the shared access signature",
          environment,
          http);
    }
    if (settings.key().isPresent()) {
      return new BlobContainer(
          address,
          base,
          settings,
          key(account, settings.key().get())::sign,
          () -> "the account's key",
          environment,
          http);
    }
    Tokens tokens = AzureTokens.of(environment, http);
    Signer bearer =
        request ->
            tokens
                .value()
                .map(token -> request.with("Authorization", "Bearer " + token))
                .orElse(request);
    return new BlobContainer(address, base, settings, bearer, tokens::source, environment, http);
  }

  private static SharedKey key(String account, String key) throws StoreException {
    try {
      return new SharedKey(account, key);
    } catch (IllegalArgumentException e) {
      throw new StoreException("The key of the storage account " + account + " is not in base 64.");
    }
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public Page page(String prefix, int most, @Nullable String from) throws IOException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("restype", "container");
    query.put("comp", "list");
    query.put("include", "metadata");
    query.put("maxresults", String.valueOf(most));
    query.put("prefix", prefix);
    if (from != null) {
      query.put("marker", from);
    }
    XmlList list = XmlList.read(http.bytes(() -> signer.sign(request("", query))), "Blob");
    return new Page(
        list.items().stream().map(BlobContainer::stored).toList(),
        Optional.ofNullable(list.value("NextMarker")));
  }

  private static Stored stored(Map<String, String> item) {
    return new Stored(
        item.getOrDefault("Name", ""),
        Long.parseLong(item.getOrDefault("Content-Length", "0")),
        time(item.getOrDefault("Last-Modified", "")),
        "directory".equals(item.get("ResourceType"))
            || "true".equalsIgnoreCase(item.get("hdi_isfolder")));
  }

  private static Instant time(String text) {
    try {
      return DATE.parse(text, Instant::from);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  @Override
  public ResumingStream.Opener opener(String key) {
    return (offset, version) -> {
      Request request = request("/" + Uris.encodePath(key), Map.of()).from(offset);
      return signer.sign(version == null ? request : request.with("If-Match", version));
    };
  }

  @Override
  public Http.Attempt head(String key, int bytes) {
    return () -> signer.sign(request("/" + Uris.encodePath(key), Map.of()).head(bytes));
  }

  private Request request(String path, Map<String, String> query) {
    String all = Uris.query(query);
    String signed = sas.map(text -> all.isEmpty() ? text : all + "&" + text).orElse(all);
    return Request.get(URI.create(base + path + (signed.isEmpty() ? "" : "?" + signed)))
        .with("x-ms-version", VERSION)
        .with("x-ms-date", DATE.format(environment.clock().instant()));
  }

  @Override
  public Problems problems() {
    return new Problems(
        "Azure",
        Uris.host(URI.create(base)),
        source,
        "give credentials that may list the container and read its blobs (AZURE_STORAGE_SAS_TOKEN,"
            + " AZURE_STORAGE_KEY, a service principal or identity with the role Storage Blob Data"
            + " Reader, or \"az login\").");
  }
}
