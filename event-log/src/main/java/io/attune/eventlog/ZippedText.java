package io.attune.eventlog;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The logs in a zip archive that comes as a stream, as text one after the other: what a History
 * Server delivers. Parts of a rolled log are in it by name, so that the tenth comes before the
 * second; a part that is not the next one waits in a temporary file.
 */
final class ZippedText extends InputStream {

  private final ZipInputStream zip;
  private final TreeMap<Long, Path> waiting = new TreeMap<>();
  private @Nullable ZipEntry entry;
  private @Nullable InputStream text;
  private String directory = "";
  private long next = 1;
  private long compacted;
  private boolean lineEnd = true;

  ZippedText(InputStream in) {
    this.zip = new ZipInputStream(requireNonNull(in, "in is null"));
  }

  /** Whether a file begins as an archive with something in it does. */
  static boolean begins(byte[] head, int length) {
    return length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      if (text == null) {
        text = open();
        if (text == null) {
          return -1;
        }
        if (!lineEnd) {
          lineEnd = true;
          target[offset] = '\n';
          return 1;
        }
      }
      int count = text.read(target, offset, length);
      if (count > 0) {
        lineEnd = target[offset + count - 1] == '\n';
        return count;
      }
      text.close();
      text = null;
    }
  }

  /** The next log, or part of one, as text; null after the last. */
  private @Nullable InputStream open() throws IOException {
    while (true) {
      Optional<InputStream> now = Optional.empty();
      if (waiting.containsKey(next)) {
        now = decoded(unspooled(next));
      } else {
        ZipEntry current = entry == null ? zip.getNextEntry() : entry;
        entry = current;
        boolean over = current == null || !directory(current.getName()).equals(directory);
        if (over && !waiting.isEmpty()) {
          now = decoded(unspooled(waiting.firstKey()));
        } else if (current == null) {
          return null;
        } else {
          entry = null;
          now = take(current);
        }
      }
      if (now.isPresent()) {
        return now.get();
      }
    }
  }

  private static String directory(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  private Optional<InputStream> take(ZipEntry current) throws IOException {
    String path = current.getName();
    if (!directory(path).equals(directory)) {
      directory = directory(path);
      next = 1;
      compacted = 0;
    }
    String name = path.substring(directory.length());
    if (current.isDirectory() || LogDirectory.isBeside(name)) {
      return Optional.empty();
    }
    OptionalLong part = LogDirectory.partNumber(name);
    if (part.isEmpty()) {
      return decoded(new Entry(zip));
    }
    long number = part.getAsLong();
    if (number < next || number <= compacted) {
      return Optional.empty();
    }
    if (LogDirectory.isCompact(name)) {
      compacted = number;
      drop(waiting.headMap(number, true));
    } else if (number == next) {
      next++;
      return decoded(new Entry(zip));
    }
    Path file = Files.createTempFile("attune-", ".part");
    waiting.put(number, file);
    try (var out = Files.newOutputStream(file)) {
      zip.transferTo(out);
    }
    return Optional.empty();
  }

  private InputStream unspooled(long number) throws IOException {
    Path file = requireNonNull(waiting.remove(number));
    next = number + 1;
    return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** The text; empty when it is no log. */
  private static Optional<InputStream> decoded(InputStream stored) throws IOException {
    PushbackInputStream in = new PushbackInputStream(stored, CompressionCodec.HEAD);
    byte[] head = new byte[CompressionCodec.HEAD];
    int length = in.readNBytes(head, 0, head.length);
    Optional<CompressionCodec> codec = CompressionCodec.of(head, length);
    if (codec.isEmpty()) {
      in.close();
      return Optional.empty();
    }
    in.unread(head, 0, length);
    return Optional.of(codec.get().decode(in));
  }

  @Override
  public void close() throws IOException {
    drop(waiting);
    zip.close();
  }

  private static void drop(Map<Long, Path> files) throws IOException {
    for (Path file : files.values()) {
      Files.deleteIfExists(file);
    }
    files.clear();
  }

  /** One entry of the archive, which goes on after it. */
  private static final class Entry extends FilterInputStream {
    Entry(ZipInputStream zip) {
      super(zip);
    }

    @Override
    public void close() {
      // The next entry is read from the same stream.
    }
  }
}
