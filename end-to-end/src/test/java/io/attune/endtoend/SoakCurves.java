package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What an instance takes over time, as a table and as a picture. */
final class SoakCurves {
  /** A figure that may not grow, and by how much it may differ from what it was. */
  enum Curve {
    RESIDENT_MEMORY("resident memory, MiB", 96),
    FILE_HANDLES("file handles", 60),
    THREADS("threads", 12),
    STATE_ON_DISK("state on disk, MiB", 48),
    RECORDS_WAITING("records waiting", Double.POSITIVE_INFINITY);

    private final String title;
    private final double slack;

    Curve(String title, double slack) {
      this.title = title;
      this.slack = slack;
    }
  }

  private static final double SHARE = 1.25;
  private static final double MEBI = 1 << 20;
  private static final int WIDTH = 900;
  private static final int HEIGHT = 110;

  private final Path directory;
  private final String name;
  private final List<Double> seconds = new ArrayList<>();
  private final Map<Curve, List<Double>> values = new EnumMap<>(Curve.class);
  private final Map<Double, String> marks = new TreeMap<>();

  SoakCurves(Path directory, String name) {
    this.directory = directory;
    this.name = name;
    for (Curve curve : Curve.values()) {
      values.put(curve, new ArrayList<>());
    }
  }

  void mark(double second, String what) {
    marks.put(second, what);
  }

  /** Measures once; what cannot be measured is not a number. */
  void add(double second, FaultPipeline pipeline, SoakLoad load) throws Exception {
    seconds.add(second);
    Path process = Path.of("/proc", Long.toString(pipeline.instance(0).pid()));
    values.get(Curve.RESIDENT_MEMORY).add(status(process, "VmRSS:") / 1024);
    values.get(Curve.THREADS).add(status(process, "Threads:"));
    values.get(Curve.FILE_HANDLES).add(entries(process.resolve("fd")));
    values.get(Curve.STATE_ON_DISK).add(bytes(pipeline.stateDirectory(0)) / MEBI);
    double waiting = Double.NaN;
    try {
      waiting = pipeline.positions().values().stream().mapToLong(p -> p.waiting()).sum();
    } catch (AssertionError e) {
      // The broker does not answer at the moment.
    }
    values.get(Curve.RECORDS_WAITING).add(waiting);
  }

  private static double status(Path process, String field) {
    try {
      for (String line : Files.readAllLines(process.resolve("status"))) {
        if (line.startsWith(field)) {
          return Double.parseDouble(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }

  private static double entries(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static double bytes(Path directory) throws IOException {
    double sum = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        try {
          sum += Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
          // RocksDB has put it into another.
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      return Double.NaN;
    }
    return sum;
  }

  /** The last quarter takes no more than the second. */
  void assertFlat() {
    for (Curve curve : Curve.values()) {
      assertThat(median(curve, 0.75, 1))
          .as("%s: the last quarter of the time, against the second", curve.title)
          .isLessThanOrEqualTo(Math.max(median(curve, 0.25, 0.5), 1) * SHARE + curve.slack);
    }
  }

  private double median(Curve curve, double from, double to) {
    List<Double> all = values.get(curve);
    List<Double> part =
        all.subList((int) (all.size() * from), (int) (all.size() * to)).stream()
            .filter(value -> !value.isNaN())
            .sorted()
            .toList();
    return part.isEmpty() ? Double.NaN : part.get(part.size() / 2);
  }

  String summary() {
    List<String> parts = new ArrayList<>();
    for (Curve curve : Curve.values()) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%s %.0f in the second quarter, %.0f in the last",
              curve.title,
              median(curve, 0.25, 0.5),
              median(curve, 0.75, 1)));
    }
    return String.join("; ", parts);
  }

  void write() throws IOException {
    Files.createDirectories(directory);
    StringBuilder csv = new StringBuilder("seconds");
    for (Curve curve : Curve.values()) {
      csv.append(',').append(curve.name().toLowerCase(Locale.ROOT));
    }
    for (int i = 0; i < seconds.size(); i++) {
      csv.append(String.format(Locale.ROOT, "%n%.1f", seconds.get(i)));
      for (Curve curve : Curve.values()) {
        csv.append(String.format(Locale.ROOT, ",%.1f", values.get(curve).get(i)));
      }
    }
    Files.writeString(directory.resolve(name + ".csv"), csv.append('\n'));
    Files.writeString(directory.resolve(name + ".svg"), picture());
  }

  private String picture() {
    double end = seconds.isEmpty() ? 1 : Math.max(1, seconds.get(seconds.size() - 1));
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                + " font-size=\"11\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
            WIDTH + 20,
            Curve.values().length * (HEIGHT + 30) + 20));
    int top = 25;
    for (Curve curve : Curve.values()) {
      double most =
          values.get(curve).stream().filter(v -> !v.isNaN()).mapToDouble(v -> v).max().orElse(1);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"10\" y=\"%d\">%s (at most %,.0f)</text>%n",
              top - 6,
              curve.title,
              most));
      for (Map.Entry<Double, String> mark : marks.entrySet()) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#c60\""
                    + " stroke-dasharray=\"2 2\"><title>%4$s</title></line>%n",
                10 + mark.getKey() / end * WIDTH,
                top,
                top + HEIGHT,
                mark.getValue()));
      }
      svg.append("<polyline fill=\"none\" stroke=\"#06c\" points=\"");
      for (int i = 0; i < seconds.size(); i++) {
        double value = values.get(curve).get(i);
        if (!Double.isNaN(value)) {
          svg.append(
              String.format(
                  Locale.ROOT,
                  "%.1f,%.1f ",
                  10 + seconds.get(i) / end * WIDTH,
                  top + HEIGHT - value / Math.max(most, 1) * HEIGHT));
        }
      }
      svg.append("\"/>\n");
      top += HEIGHT + 30;
    }
    return svg.append("</svg>\n").toString();
  }
}
