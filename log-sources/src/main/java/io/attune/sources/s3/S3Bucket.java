package io.attune.sources.s3;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.LogPlaces;
import io.attune.eventlog.StoreException;
import io.attune.sources.http.Http;
import io.attune.sources.http.HttpFailure;
import io.attune.sources.http.Problems;
import io.attune.sources.http.ProcessEnvironment;
import io.attune.sources.http.Request;
import io.attune.sources.http.ResumingStream;
import io.attune.sources.http.Uris;
import io.attune.sources.http.XmlList;
import io.attune.sources.objects.Bucket;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of S3, or of a service that speaks its protocol. Region, endpoint and credentials are
 * those of AWS's own tools.
 */
public final class S3Bucket implements Bucket {

  private static final String DEFAULT_REGION = "us-east-1";

  private final String scheme;
  private final String name;
  private final ProcessEnvironment environment;
  private final Http http;
  private final Optional<String> endpoint;
  private final AwsCredentialChain credentials;
  private volatile String region;

  private S3Bucket(
      String scheme, String name, ProcessEnvironment environment, AwsProfile profile, Http http) {
    this.scheme = scheme;
    this.name = name;
    this.environment = environment;
    this.http = http;
    this.region =
        environment
            .firstOf("AWS_REGION", "AWS_DEFAULT_REGION")
            .or(() -> profile.setting("region"))
            .orElse(DEFAULT_REGION);
    this.endpoint =
        environment
            .firstOf("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
            .or(profile::endpoint)
            .map(Uris::trimmed);
    this.credentials = new AwsCredentialChain(environment, profile, http, region);
  }

  /**
   * The bucket of an address such as {@code s3://bucket/key}.
   *
   * @throws StoreException when it names none
   */
  public static S3Bucket of(String place, ProcessEnvironment environment, Http http)
      throws StoreException {
    requireNonNull(http, "http is null");
    int begin = place.indexOf("://") + 3;
    int end = place.indexOf('/', begin);
    String name = place.substring(begin, end < 0 ? place.length() : end);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}")) {
      throw new StoreException(
          LogPlaces.withoutSecrets(place) + " names no bucket: write s3://bucket/path.");
    }
    try {
      return new S3Bucket(
          place.substring(0, begin), name, environment, AwsProfile.of(environment), http);
    } catch (IOException e) {
      throw new StoreException("The profile of AWS cannot be read: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public String address() {
    return scheme + name;
  }

  @Override
  public Page page(String prefix, int most, @Nullable String from) throws IOException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("list-type", "2");
    query.put("max-keys", String.valueOf(most));
    query.put("prefix", prefix);
    if (from != null) {
      query.put("continuation-token", from);
    }
    XmlList list;
    try {
      list = XmlList.read(http.bytes(() -> request("", query)), "Contents");
    } catch (HttpFailure e) {
      if (!movesTo(e)) {
        throw e;
      }
      list = XmlList.read(http.bytes(() -> request("", query)), "Contents");
    }
    return new Page(
        list.items().stream()
            .map(
                item ->
                    new Stored(
                        item.getOrDefault("Key", ""),
                        Long.parseLong(item.getOrDefault("Size", "0")),
                        Instant.parse(item.getOrDefault("LastModified", "1970-01-01T00:00:00Z")),
                        false))
            .toList(),
        "true".equals(list.value("IsTruncated"))
            ? Optional.ofNullable(list.value("NextContinuationToken"))
            : Optional.empty());
  }

  @Override
  public ResumingStream.Opener opener(String key) {
    return (offset, version) -> {
      Request request = unsigned(key, Map.of()).from(offset);
      return sign(version == null ? request : request.with("If-Match", version));
    };
  }

  @Override
  public Http.Attempt head(String key, int bytes) {
    return () -> sign(unsigned(key, Map.of()).head(bytes));
  }

  /** The bucket is in another region than was thought. */
  private boolean movesTo(HttpFailure e) {
    Optional<String> other = e.header("x-amz-bucket-region");
    boolean moves = endpoint.isEmpty() && other.isPresent() && !other.get().equals(region);
    if (moves) {
      region = other.get();
    }
    return moves;
  }

  private Request request(String key, Map<String, String> query) throws IOException {
    return sign(unsigned(key, query));
  }

  private Request unsigned(String key, Map<String, String> query) {
    String path = "/" + Uris.encodePath(key);
    return Request.get(
        URI.create(base() + path + (query.isEmpty() ? "" : "?" + Uris.query(query))));
  }

  private Request sign(Request request) throws IOException {
    Optional<AwsCredentials> known = credentials.credentials();
    return known.isEmpty()
        ? request
        : SignatureV4.sign(request, known.get(), region, "s3", environment.clock().instant());
  }

  private String base() {
    if (endpoint.isPresent()) {
      return endpoint.get() + "/" + name;
    }
    String host =
        "s3." + region + (region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com");
    // A name with dots or capitals is no name of a host with a certificate.
    return name.matches("[a-z0-9-]+")
        ? "https://" + name + "." + host
        : "https://" + host + "/" + name;
  }

  @Override
  public Problems problems() {
    return new Problems(
        "S3",
        Uris.host(URI.create(base())),
        credentials::source,
        "give credentials that may list the bucket and read its objects (AWS_PROFILE,"
            + " AWS_ACCESS_KEY_ID and its like, or a role).");
  }
}
