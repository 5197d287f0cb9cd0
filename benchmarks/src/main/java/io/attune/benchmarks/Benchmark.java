package io.attune.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.attune.benchmarks.harness.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What every benchmark command shares: where it works and how it reports. */
abstract class Benchmark implements Callable<Integer> {
  @Option(
      names = "--scratch",
      description = "Directory for logs and Spark homes (benchmarks/target/scratch).")
  private Path scratch;

  @Option(names = "--json", description = "Also write the figures to this file.")
  private Path json;

  /** Measures. */
  abstract Report measure(Workbench bench) throws IOException, InterruptedException;

  /** Says on standard error what goes on. */
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
