package io.attune.advisor.state;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.state.StateFormat.Versions;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Stored bytes that this build cannot read: their version is not among those it reads, or they are
 * damaged. The message is one sentence that names the kind of state, its version and the versions
 * that can be read.
 */
public final class StateFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NONE = -1;

  private final String kind;
  private final int version;
  private final int oldestReadable;
  private final int newestReadable;

  private StateFormatException(
      String kind, int version, Versions readable, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind is null");
    this.version = version;
    this.oldestReadable = readable.oldest();
    this.newestReadable = readable.newest();
  }

  /**
   * Bytes of a version that this build does not read.
   *
   * @param kind kind of state, such as {@code "stage state"}
   * @param version version found
   * @param readable versions that can be read
   */
  static StateFormatException ofVersion(String kind, int version, Versions readable) {
    String remedy = "delete the stored state so that it is built anew";
    return new StateFormatException(
        kind,
        version,
        readable,
        String.format(
            "The %s has format version %d and this build reads %s: %s.",
            kind,
            version,
            readable.range(),
            version > readable.newest()
                ? "run the newer Attune that wrote it, or " + remedy
                : remedy),
        null);
  }

  /**
   * Bytes that are not even a version.
   *
   * @param kind kind of state
   * @param readable versions that can be read
   */
  static StateFormatException ofNothing(String kind, Versions readable) {
    return new StateFormatException(
        kind,
        NONE,
        readable,
        String.format(
            "The %s is empty: it has no format version, and this build reads %s.",
            kind, readable.range()),
        null);
  }

  /**
   * Bytes of a version that can be read, whose content cannot.
   *
   * @param kind kind of state
   * @param version version found
   * @param readable versions that can be read
   * @param how what is wrong, to follow a colon
   * @param cause what went wrong below; may be null
   */
  static StateFormatException ofDamage(
      String kind, int version, Versions readable, String how, @Nullable Throwable cause) {
    return new StateFormatException(
        kind,
        version,
        readable,
        String.format(
            "The %s of format version %d (this build reads %s) is damaged: %s.",
            kind, version, readable.range(), how),
        cause);
  }

  /** Kind of state, such as {@code "stage state"}. */
  public String kind() {
    return kind;
  }

  /** Format version found; empty when there was not even that. */
  public OptionalInt version() {
    return version == NONE ? OptionalInt.empty() : OptionalInt.of(version);
  }

  /** Oldest format version that this build reads; every one from it to the newest is read. */
  public int oldestReadable() {
    return oldestReadable;
  }

  /** Newest format version that this build reads. */
  public int newestReadable() {
    return newestReadable;
  }

  /** Whether a newer build wrote it: the bytes may be whole, and only this build is too old. */
  public boolean isFromNewerBuild() {
    return version > newestReadable;
  }
}
