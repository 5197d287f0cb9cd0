package io.attune.advisor.state;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/**
 * The one binary form of everything that is stored: a byte that names the version, then the content
 * in the order in which that version writes it, deflated where that pays, and at its end what was
 * added to the version since.
 *
 * <pre>
 * bit 7      something was added to the version and stands at the end of the content
 * bits 0-6   version, 1 to 127
 * size       of the content when it is deflated, else 0; only of formats made by {@link #deflated}
 * content    see {@link StateWriter}; then additions, see {@link StateWriter#addition}
 * </pre>
 *
 * <p>Every version from the oldest to the newest is read; the functions that read and write parts
 * are told which ({@link StateReader#version()}, {@link StateWriter#version()}). Which one is
 * written is a number of its own, so that a release can read a version before another writes it.
 * What may be changed, and how, is said in RATIONALE.md. Immutable.
 *
 * @param <T> what is stored
 */
public final class StateFormat<T> {
  private static final int ADDED_TO = 0x80;
  private static final int NEVER = Integer.MAX_VALUE;

  private final String kind;
  private final Versions versions;
  private final boolean sized;
  private final int deflateFrom;
  private final Writer<T> writer;
  private final Function<StateReader, T> reader;

  /**
   * Versions of a format.
   *
   * @param oldest oldest that is read; it stays
   * @param newest newest that is read
   * @param written the one that is written
   */
  public record Versions(int oldest, int newest, int written) {
    /** Checks the order. */
    public Versions {
      if (oldest < 1 || written < oldest || newest < written || newest > 127) {
        throw new IllegalArgumentException(
            String.format(
                "oldest %d, written %d, newest %d: not in order from 1 to 127",
                oldest, written, newest));
      }
    }

    /** One version, which is read and written. */
    public static Versions only(int version) {
      return new Versions(version, version, version);
    }

    String range() {
      return oldest == newest ? Integer.toString(newest) : oldest + " to " + newest;
    }
  }

  /**
   * Writes the content of a value, in the version that the writer names.
   *
   * @param <T> what is written
   */
  @FunctionalInterface
  public interface Writer<T> {
    /** Writes a value. */
    void write(T value, StateWriter out);
  }

  private StateFormat(
      String kind,
      Versions versions,
      boolean sized,
      int deflateFrom,
      Writer<T> writer,
      Function<StateReader, T> reader) {
    this.kind = requireNonNull(kind, "kind is null");
    this.versions = requireNonNull(versions, "versions is null");
    this.sized = sized;
    this.deflateFrom = deflateFrom;
    this.writer = requireNonNull(writer, "writer is null");
    this.reader = requireNonNull(reader, "reader is null");
  }

  /**
   * A format whose content stands as it is.
   *
   * @param kind what is stored, for messages, such as {@code "activity"}
   * @param versions its versions
   * @param writer writes the content
   * @param reader reads the content of every version that is read
   */
  public static <T> StateFormat<T> plain(
      String kind, Versions versions, Writer<T> writer, Function<StateReader, T> reader) {
    return new StateFormat<>(kind, versions, false, NEVER, writer, reader);
  }

  /**
   * A format whose content is deflated where it is large.
   *
   * @param kind what is stored, for messages, such as {@code "stage state"}
   * @param versions its versions
   * @param deflateFrom size of the content from which it is deflated, bytes
   * @param writer writes the content
   * @param reader reads the content of every version that is read
   */
  public static <T> StateFormat<T> deflated(
      String kind,
      Versions versions,
      int deflateFrom,
      Writer<T> writer,
      Function<StateReader, T> reader) {
    return new StateFormat<>(kind, versions, true, deflateFrom, writer, reader);
  }

  /** What is stored, such as {@code "stage state"}. */
  public String kind() {
    return kind;
  }

  /** The versions that are read, and the one that is written. */
  public Versions versions() {
    return versions;
  }

  /** The binary form. */
  public byte[] toBytes(T value) {
    return toBytes(value, versions.written());
  }

  /**
   * The binary form in a certain version.
   *
   * @param version one of those that are read
   */
  public byte[] toBytes(T value, int version) {
    StateWriter out = new StateWriter(version);
    out.writeByte(version);
    if (sized) {
      out.writeByte(0);
    }
    int header = out.size();
    writer.write(value, out);
    int first = out.isAddedTo() ? version | ADDED_TO : version;
    int size = out.size() - header;
    if (size < deflateFrom) {
      out.setFirst(first);
      return out.toBytes();
    }
    byte[] deflated = Deflation.deflate(out.toBytes(header));
    return new StateWriter(version)
        .writeByte(first)
        .writeUnsigned(size)
        .writeRaw(deflated)
        .toBytes();
  }

  /**
   * Reads the binary form of any version that is read.
   *
   * @throws StateFormatException when the version is another, or the bytes are damaged
   */
  public T fromBytes(byte[] bytes) {
    StateReader in = contentOf(bytes, versionOf(bytes));
    try {
      T value = reader.apply(in);
      in.finish();
      return value;
    } catch (StateFormatException e) {
      throw e;
    } catch (RuntimeException e) {
      throw in.damaged("its values do not go together (" + e + ")", e);
    }
  }

  private int versionOf(byte[] bytes) {
    requireNonNull(bytes, "bytes is null");
    if (bytes.length == 0) {
      throw StateFormatException.ofNothing(kind, versions);
    }
    int version = bytes[0] & ~ADDED_TO & 0xff;
    if (version < versions.oldest() || version > versions.newest()) {
      throw StateFormatException.ofVersion(kind, version, versions);
    }
    return version;
  }

  private StateReader contentOf(byte[] bytes, int version) {
    boolean addedTo = (bytes[0] & ADDED_TO) != 0;
    StateReader in = new StateReader(bytes, 1, this, version, addedTo);
    int size = sized ? in.readCount() : 0;
    return size == 0
        ? in
        : new StateReader(Deflation.inflate(in.readRest(), size, in), 0, this, version, addedTo);
  }

  /**
   * The same binary form with its content as it stands, for comparisons: what content becomes when
   * it is deflated depends on the JDK.
   *
   * @throws StateFormatException when the version is not one that is read, or the bytes are damaged
   */
  public byte[] inflated(byte[] bytes) {
    int version = versionOf(bytes);
    StateWriter out = new StateWriter(version).writeByte(bytes[0]);
    if (sized) {
      out.writeByte(0);
    }
    return out.writeRaw(contentOf(bytes, version).readRest()).toBytes();
  }

  /**
   * Reads a part that is kept in memory in its binary form.
   *
   * @param part what a writer of a version that is read wrote
   * @param version that version
   */
  public StateReader readerOf(byte[] part, int version) {
    return new StateReader(part, 0, this, version, false);
  }
}
