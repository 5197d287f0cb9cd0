package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spark's defaults by version, and the kind of each property: the table {@code spark-defaults.tsv}
 * beside this class, which names its sources.
 */
public final class SparkDefaults {
  /** How a value is written. */
  enum Kind {
    TEXT(0),
    BOOLEAN(0),
    NUMBER(0),
    BYTES(1),
    KIB(SparkUnits.KIB),
    MIB(SparkUnits.MIB),
    MILLIS(1),
    SECONDS(1000);

    private final long unit;

    Kind(long unit) {
      this.unit = unit;
    }

    /** Bytes or milliseconds of a number without a suffix; 0 when it is neither. */
    long unit() {
      return unit;
    }

    boolean isSize() {
      return this == BYTES || this == KIB || this == MIB;
    }

    boolean isDuration() {
      return this == MILLIS || this == SECONDS;
    }
  }

  private record Row(SparkVersion since, String value) {}

  private static final class Holder {
    private static final SparkDefaults STANDARD = load();
  }

  private final Map<String, Kind> kinds = new HashMap<>();
  private final Map<String, List<Row>> rows = new HashMap<>();

  private SparkDefaults() {}

  /** The table that comes with Attune. */
  public static SparkDefaults standard() {
    return Holder.STANDARD;
  }

  private static SparkDefaults load() {
    SparkDefaults table = new SparkDefaults();
    try (InputStream resource = SparkDefaults.class.getResourceAsStream("spark-defaults.tsv");
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    requireNonNull(resource, "spark-defaults.tsv is missing"),
                    StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          table.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The table of Spark's defaults cannot be read.", e);
    }
    return table;
  }

  private void add(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != 4) {
      throw new IllegalStateException("A row of Spark's defaults has no four columns: " + line);
    }
    kinds.put(columns[0], Kind.valueOf(columns[1]));
    rows.computeIfAbsent(columns[0], key -> new ArrayList<>())
        .add(new Row(SparkVersion.parse(columns[2]), columns[3]));
  }

  /**
   * The default of a property.
   *
   * @param property full name
   * @param sparkVersion such as {@code 3.5.9}; null or unreadable counts as the newest
   * @return empty when the table does not know the property or that version had no default
   */
  public Optional<String> value(String property, @Nullable String sparkVersion) {
    return Optional.ofNullable(valueIn(property, SparkVersion.parse(sparkVersion)));
  }

  /** The same for a version that has been read; null when there is none. */
  @Nullable String valueIn(String property, SparkVersion version) {
    Row newest = null;
    for (Row row : rows.getOrDefault(property, List.of())) {
      if (row.since().compareTo(version) <= 0
          && (newest == null || row.since().compareTo(newest.since()) > 0)) {
        newest = row;
      }
    }
    return newest == null || newest.value().isEmpty() ? null : newest.value();
  }

  /** How values of a property are written; text when the table does not know it. */
  Kind kind(String property) {
    return kinds.getOrDefault(property, Kind.TEXT);
  }
}
