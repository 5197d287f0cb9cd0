package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The properties that may be recommended: which versions of Spark know them and under which names,
 * which cluster managers heed them, and when they are read. The table {@code spark-properties.tsv}
 * beside this class names its sources.
 */
public final class SparkProperties {
  private static final int COLUMNS = 6;

  /** When a property is read. */
  public enum Scope {
    /** For each query, so a session can set it while the application runs. */
    SESSION,
    /** Once, when the application starts. */
    START,
    /** For each query, but a streaming query keeps what its checkpoint began with. */
    CHECKPOINT
  }

  /** A name and the first version that has it. */
  private record Name(String name, SparkVersion since) {}

  /**
   * What is known of a property.
   *
   * @param names the newest first
   * @param older names but the newest
   * @param until first version without it; empty: it is still there
   * @param managers letters of the cluster managers that heed it
   */
  private record Row(
      List<Name> names,
      List<String> older,
      Optional<SparkVersion> until,
      Scope scope,
      String managers) {}

  private static final class Holder {
    private static final SparkProperties STANDARD = load();
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();

  private SparkProperties() {}

  /** The table that comes with Attune. */
  public static SparkProperties standard() {
    return Holder.STANDARD;
  }

  private static SparkProperties load() {
    SparkProperties table = new SparkProperties();
    try (InputStream resource = SparkProperties.class.getResourceAsStream("spark-properties.tsv");
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    requireNonNull(resource, "spark-properties.tsv is missing"),
                    StandardCharsets.UTF_8))) {
      reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(table::add);
    } catch (IOException e) {
      throw new UncheckedIOException("The table of Spark's properties cannot be read.", e);
    }
    return table;
  }

  private void add(String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalStateException("A row of Spark's properties has no six columns: " + line);
    }
    List<Name> names = new ArrayList<>();
    names.add(new Name(columns[0], SparkVersion.parse(columns[1])));
    for (String earlier : columns[5].isEmpty() ? new String[0] : columns[5].split(",")) {
      String[] parts = earlier.split("@", 2);
      names.add(new Name(parts[0], SparkVersion.parse(parts[1])));
    }
    Optional<SparkVersion> until =
        columns[2].isEmpty() ? Optional.empty() : Optional.of(SparkVersion.parse(columns[2]));
    List<String> older = names.stream().skip(1).map(Name::name).toList();
    rows.put(columns[0], new Row(names, older, until, Scope.valueOf(columns[3]), columns[4]));
  }

  /** Names of all properties in the table, as the newest version has them. */
  public List<String> names() {
    return List.copyOf(rows.keySet());
  }

  /**
   * The name by which a version of Spark knows a property.
   *
   * @param property the newest name
   * @param sparkVersion such as {@code 2.3.1}; null or unreadable counts as the newest
   * @return empty when the table does not have the property, or that version does not
   */
  public Optional<String> nameIn(String property, @Nullable String sparkVersion) {
    Row row = rows.get(property);
    SparkVersion version = SparkVersion.parse(sparkVersion);
    if (row == null || row.until().filter(version::isAtLeast).isPresent()) {
      return Optional.empty();
    }
    return row.names().stream()
        .filter(name -> version.isAtLeast(name.since()))
        .map(Name::name)
        .findFirst();
  }

  /** The first version that has a property under any name; empty when the table lacks it. */
  public Optional<String> since(String property) {
    return Optional.ofNullable(rows.get(property))
        .map(row -> row.names().get(row.names().size() - 1).since().toString());
  }

  /** Earlier names of a property, the newest first. */
  List<String> olderNames(String property) {
    Row row = rows.get(property);
    return row == null ? List.of() : row.older();
  }

  /** Whether a cluster manager heeds a property; one that is not known is not denied it. */
  public boolean isHeeded(String property, ClusterManager manager) {
    Row row = rows.get(property);
    return row != null
        && (manager == ClusterManager.UNKNOWN || row.managers().indexOf(manager.code()) >= 0);
  }

  /** When a property is read; empty when the table does not have it. */
  public Optional<Scope> scope(String property) {
    return Optional.ofNullable(rows.get(property)).map(Row::scope);
  }
}
