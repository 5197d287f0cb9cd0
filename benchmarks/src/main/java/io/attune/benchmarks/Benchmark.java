package io.attune.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.benchmarks.harness.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** Common options and reporting of benchmark commands. */
abstract class Benchmark implements Callable<Integer> {
  @Option(
      names = "--scratch",
      description = "Directory for logs and Spark homes (benchmarks/target/scratch).")
  private Path scratch;

  @Option(names = "--json", description = "Also write the figures to this file.")
  private Path json;

  /** Runs the benchmark. */
  abstract Report measure(Workbench bench) throws IOException, InterruptedException;

  /** Prints progress to standard error. */
  static void progress(String format, Object... arguments) {
    System.err.println(String.format(Locale.ROOT, format, arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path checkout = Path.of(System.getProperty("attune.home", "."));
    Path bench = scratch == null ? checkout.resolve("benchmarks/target/scratch") : scratch;
    Report report = measure(new Workbench(checkout, bench));
    System.out.print(report.table());
    if (json != null) {
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(json.toFile(), report.document());
    }
    return 0;
  }
}
