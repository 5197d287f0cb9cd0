package io.attune.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/**
 * Every version of every topic's value that was ever released: {@code history/<Record>/<n>.avsc}.
 *
 * <p>Run {@link #main} to add the current version of a contract that has changed compatibly.
 */
final class SchemaHistory {
  private static final Path DIRECTORY = Path.of("history");

  private SchemaHistory() {}

  static List<Schema> contracts() {
    return List.of(
        TaskMetrics.getClassSchema(),
        ExecutorMetrics.getClassSchema(),
        LifecycleEvent.getClassSchema(),
        StageStatistics.getClassSchema(),
        Recommendation.getClassSchema(),
        Outcome.getClassSchema(),
        Forecast.getClassSchema(),
        Decision.getClassSchema(),
        LogPosition.getClassSchema());
  }

  /** Versions of one contract, oldest first. */
  static Map<Integer, Schema> versions(Schema contract) {
    Path folder = DIRECTORY.resolve(contract.getName());
    Map<Integer, Schema> versions = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return versions;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).collect(Collectors.toList())) {
        String number = file.getFileName().toString().replace(".avsc", "");
        versions.put(Integer.valueOf(number), new Schema.Parser().parse(file.toFile()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }

  /** Writes the next version of each contract whose newest version differs from today's. */
  public static void main(String[] arguments) throws IOException {
    List<Path> written = new ArrayList<>();
    for (Schema contract : contracts()) {
      TreeMap<Integer, Schema> versions = new TreeMap<>(versions(contract));
      if (!versions.isEmpty()
          && versions.lastEntry().getValue().toString().equals(contract.toString())) {
        continue;
      }
      int next = versions.isEmpty() ? 1 : versions.lastKey() + 1;
      Path file = DIRECTORY.resolve(contract.getName()).resolve(next + ".avsc");
      Files.createDirectories(file.getParent());
      Files.writeString(file, SchemaFormatter.format("json/pretty", contract) + "\n");
      written.add(file);
    }
    System.out.println(written.isEmpty() ? "nothing has changed" : "written: " + written);
  }
}
