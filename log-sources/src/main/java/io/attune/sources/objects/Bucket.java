package io.attune.sources.objects;

import io.attune.sources.http.Http;
import io.attune.sources.http.Problems;
import io.attune.sources.http.Request;
import io.attune.sources.http.ResumingStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an object store's service says about one bucket. */
public interface Bucket {

  /**
   * An object.
   *
   * @param key name in the bucket
   * @param sizeBytes size
   * @param lastModified when it was written
   * @param directory whether it only stands for a directory
   */
  record Stored(String key, long sizeBytes, Instant lastModified, boolean directory) {}

  /**
   * Some objects, in the order of their names.
   *
   * @param objects the objects
   * @param next where the next page begins; empty after the last
   */
  record Page(List<Stored> objects, Optional<String> next) {}

  /** How the bucket is written, as in {@code s3://logs}; without a slash at the end. */
  String address();

  /**
   * Lists objects whose name begins with something.
   *
   * @param most most objects of the page
   * @param from where the page begins; null for the first
   */
  Page page(String prefix, int most, @Nullable String from) throws IOException;

  /** Opens an object. */
  ResumingStream.Opener opener(String key);

  /** Asks for how an object begins. */
  Http.Attempt head(String key, int bytes);

  /** Says what is wrong. */
  Problems problems();

  /** A request with what says who asks. */
  @FunctionalInterface
  interface Signer {
    /** Signs a request, for one try. */
    Request sign(Request request) throws IOException;
  }
}
