package io.attune.benchmarks.field.apps;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Runs programs one after the other in one driver, each as an application of its own with executors
 * of its own. A driver that is warm leaves the time to what is measured.
 *
 * <p>The first argument is a file with a line for each program, fields separated by tabs: the file
 * for its exit code, its class, {@code reported} or {@code mended}, its scratch directory, and its
 * settings as {@code name=value}.
 */
public final class Session {
  private static final int SETTINGS_FROM = 4;

  private Session() {}

  /** Entry point of {@code SparkSubmit}. */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    Map<String, String> base = sparkProperties();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      List<String> fields = List.of(line.split("\t"));
      sparkProperties().keySet().forEach(System::clearProperty);
      base.forEach(System::setProperty);
      for (String setting : fields.subList(SETTINGS_FROM, fields.size())) {
        int equals = setting.indexOf('=');
        System.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
      }
      System.out.println("== " + fields.get(1) + " " + fields.get(2));
      int code = run(fields.get(1), fields.get(2), Path.of(fields.get(3)));
      Files.writeString(Path.of(fields.get(0)), Integer.toString(code));
    }
  }

  private static int run(String program, String mode, Path scratch)
      throws IOException, ReflectiveOperationException {
    delete(scratch);
    Files.createDirectories(scratch);
    try {
      Class.forName(program)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {mode, scratch.toString()});
      return 0;
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace();
      return 1;
    } finally {
      if (SparkSession.getDefaultSession().isDefined()) {
        SparkSession.getDefaultSession().get().stop();
      }
      SparkSession.clearActiveSession();
      SparkSession.clearDefaultSession();
    }
  }

  private static Map<String, String> sparkProperties() {
    Map<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("spark.")) {
        properties.put(name, System.getProperty(name));
      }
    }
    return properties;
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
