package io.attune.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Event logs that are copied to a place as Spark writes them: all at the same time, in pieces that
 * end anywhere, and renamed at the end.
 */
final class GrowingCopy {

  /** Steps, of which the last one renames. */
  static final int STEPS = 4;

  private static final int PIECES = STEPS - 1;
  private static final String IN_PROGRESS = ".inprogress";

  private final Place place;
  private final Map<String, byte[]> files = new HashMap<>();
  private int logs;

  /** Where logs are copied to. */
  interface Place {
    /** As users write it. */
    String address();

    /** What a user sets to read from it. */
    Map<String, String> variables();

    /**
     * Writes a file.
     *
     * @param path below the place
     * @param before how much of the content is there already
     */
    void put(String path, byte[] content, int before) throws Exception;

    /** Renames a file. */
    void rename(String from, String to, byte[] content) throws Exception;

    /** The same place by another address. */
    default Place as(String address, Map<String, String> variables) {
      Place files = this;
      return new Place() {
        @Override
        public String address() {
          return address;
        }

        @Override
        public Map<String, String> variables() {
          return variables;
        }

        @Override
        public void put(String path, byte[] content, int before) throws Exception {
          files.put(path, content, before);
        }

        @Override
        public void rename(String from, String to, byte[] content) throws Exception {
          files.rename(from, to, content);
        }
      };
    }

    /** A store of objects, which are written whole. */
    static Place of(String address, Map<String, String> variables, Put put, Delete delete) {
      return new Place() {
        @Override
        public String address() {
          return address;
        }

        @Override
        public Map<String, String> variables() {
          return variables;
        }

        @Override
        public void put(String path, byte[] content, int before) throws Exception {
          put.put(path, content);
        }

        @Override
        public void rename(String from, String to, byte[] content) throws Exception {
          delete.delete(from);
          put.put(to, content);
        }
      };
    }
  }

  /** Writes an object. */
  interface Put {
    void put(String path, byte[] content) throws Exception;
  }

  /** Removes an object. */
  interface Delete {
    void delete(String path) throws Exception;
  }

  /**
   * Begins.
   *
   * @param source files of logs, and rolled directories
   */
  GrowingCopy(Path source, Place place) throws IOException {
    this.place = place;
    try (Stream<Path> all = Files.walk(source)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(source.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    try (Stream<Path> all = Files.list(source)) {
      logs = (int) all.count();
    }
  }

  /** A directory of this machine. */
  static Place directory(Path directory) {
    return Place.of(
        directory.toString(),
        Map.of(),
        (path, content) -> {
          Path file = directory.resolve(path);
          Files.createDirectories(file.getParent());
          Files.write(file, content);
        },
        path -> Files.delete(directory.resolve(path)));
  }

  /** How many logs there are. */
  int logs() {
    return logs;
  }

  /** Lets all of them grow by a piece; at the last step they are complete. */
  void grow(int step) throws Exception {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String path = file.getKey();
      byte[] content = file.getValue();
      // The parts of a rolled log keep their names; that it is written to says a file beside them.
      boolean renamed = !path.contains("/events_");
      if (step < STEPS) {
        int to = length(path, content.length, step);
        int from = length(path, content.length, step - 1);
        if (from < to || content.length == 0 && step == 1) {
          place.put(renamed ? path + IN_PROGRESS : path, Arrays.copyOf(content, to), from);
        }
      } else if (renamed) {
        place.rename(path + IN_PROGRESS, path, content);
      }
    }
  }

  /** How much of a file is there after a step. A part begins when the one before it is whole. */
  private static int length(String path, int whole, int step) {
    if (path.contains("/events_")) {
      boolean first = path.contains("/events_1_");
      return first ? whole * Math.min(step, PIECES - 1) / (PIECES - 1) : step < PIECES ? 0 : whole;
    }
    // Little of a short log can be read before most of it is there.
    return step == 0 ? 0 : (int) ((long) whole * (PIECES + step) / (2 * PIECES));
  }

  /** The paths, for messages. */
  @Override
  public String toString() {
    return List.copyOf(files.keySet()).toString();
  }
}
