package io.attune.benchmarks.streaming;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.benchmarks.harness.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Common options of the benchmarks that run as parts of {@code bench}. */
public abstract class StreamBenchmark implements Callable<Integer> {
  @Option(
      names = "--scratch",
      description = "Directory for state and logs (benchmarks/target/scratch).")
  private Path scratch;

  @Option(names = "--json", description = "File for the figures (benchmarks/target/NAME.json).")
  private Path json;

  @Option(names = "--quick", description = "Small measurements: less than two minutes in total.")
  private boolean quick;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the measured Attune that differs from its default; repeatable.")
  private List<String> set = new ArrayList<>();

  @Option(
      names = "--units",
      description = "Job groups among which the jobs of an application are (${DEFAULT-VALUE}).")
  private int units = 1;

  /** For subclasses. */
  protected StreamBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param scratch an existing directory
   */
  public abstract List<? extends Findings> measure(Path scratch)
      throws IOException, InterruptedException;

  /** Name of the benchmark. */
  protected abstract String name();

  /** Whether to do a small measurement. */
  protected final boolean quick() {
    return quick;
  }

  /** Units of each application of the load. */
  protected final int units() {
    return units;
  }

  /** Copies the options to a benchmark that runs as a part of this one. */
  protected final <T extends StreamBenchmark> T like(T other) {
    StreamBenchmark b = other;
    b.scratch = scratch;
    b.quick = quick;
    b.set = set;
    b.units = units;
    return other;
  }

  /** The settings of the command line, and others of this measurement. */
  protected final Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new java.util.HashMap<>(more);
    for (String setting : set) {
      int at = setting.indexOf('=');
      if (at < 1) {
        throw new IllegalArgumentException(
            "--set takes NAME=VALUE, not '" + setting + "', such as --set commit.interval=1s");
      }
      settings.put(setting.substring(0, at), setting.substring(at + 1));
    }
    return settings;
  }

  /** Prints progress to standard error. */
  protected static void progress(String format, Object... arguments) {
    System.err.println(String.format(Locale.ROOT, format, arguments));
  }

  @Override
  public final Integer call() throws IOException, InterruptedException {
    Path target = Path.of(System.getProperty("attune.home", ".")).resolve("benchmarks/target");
    Path work = scratch == null ? target.resolve("scratch") : scratch;
    Files.createDirectories(work);
    List<? extends Findings> all = measure(work.toAbsolutePath().normalize());
    System.out.print(all.stream().map(Findings::table).collect(Collectors.joining("\n")));
    Path file = json == null ? target.resolve(name() + ".json") : json;
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(file.toFile(), all.stream().map(Findings::document).toList());
    progress("The results are in %s", file);
    return 0;
  }
}
