package io.attune.sources.objects;

import static java.util.Objects.requireNonNull;

import io.attune.eventlog.LogStore;
import io.attune.eventlog.StoreException;
import io.attune.eventlog.StoredEntry;
import io.attune.sources.http.Http;
import io.attune.sources.http.HttpFailure;
import io.attune.sources.http.ResumingStream;
import io.attune.sources.http.Uris;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A bucket as a store of logs. Everything below a path is listed flat, a thousand objects a
 * request; no object is asked for by itself before it is read.
 */
public final class ObjectStore implements LogStore {

  /** More objects than these are no directory of logs. */
  static final int MOST_OBJECTS = 300_000;

  private static final int PAGE = 1_000;

  private final Bucket bucket;
  private final Http http;

  /** Creates a store of a bucket. */
  public ObjectStore(Bucket bucket, Http http) {
    this.bucket = requireNonNull(bucket, "bucket is null");
    this.http = requireNonNull(http, "http is null");
  }

  @Override
  public FoundFiles list(String path) throws StoreException {
    String key = key(path);
    try {
      ObjectTree tree = new ObjectTree(bucket.address(), key);
      boolean any = fill(tree, key.isEmpty() ? "" : key + "/", path);
      if (any || key.isEmpty()) {
        return tree;
      }
      // An object of exactly this name is the first of those that begin with it.
      return new One(
          bucket.page(key, 1, null).objects().stream()
              .filter(object -> object.key().equals(key) && !object.directory())
              .findFirst()
              .map(
                  object ->
                      StoredEntry.file(
                          bucket.address() + "/" + key,
                          Uris.name(key),
                          object.sizeBytes(),
                          object.lastModified())));
    } catch (IOException e) {
      throw bucket.problems().of(path, e);
    }
  }

  private boolean fill(ObjectTree tree, String prefix, String path) throws IOException {
    int count = 0;
    String from = null;
    do {
      Bucket.Page page = bucket.page(prefix, PAGE, from);
      page.objects().forEach(tree::add);
      count += page.objects().size();
      if (count > MOST_OBJECTS) {
        throw new StoreException(
            String.format(
                "%s has more than %,d objects below it: give a path nearer to the logs.",
                path, MOST_OBJECTS));
      }
      from = page.next().orElse(null);
    } while (from != null);
    return count > 0;
  }

  @Override
  public InputStream open(String path, long offset) throws StoreException {
    return ResumingStream.open(
        http, bucket.opener(key(path)), e -> bucket.problems().of(path, e), offset);
  }

  @Override
  public InputStream head(String path, int bytes) throws StoreException {
    try {
      return new ByteArrayInputStream(http.bytes(bucket.head(key(path), bytes), bytes));
    } catch (HttpFailure e) {
      if (e.status() == 416) {
        return InputStream.nullInputStream(); // an empty object has no first byte
      }
      throw bucket.problems().of(path, e);
    } catch (IOException e) {
      throw bucket.problems().of(path, e);
    }
  }

  private String key(String path) {
    String rest = path.substring(Math.min(path.length(), bucket.address().length()));
    return Uris.trimmed(rest.startsWith("/") ? rest.substring(1) : rest);
  }

  private record One(Optional<StoredEntry> root) implements FoundFiles {
    @Override
    public List<StoredEntry> children(StoredEntry directory) {
      return List.of();
    }
  }
}
