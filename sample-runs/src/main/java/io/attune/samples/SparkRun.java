package io.attune.samples;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs an application with {@code SparkSubmit} in a separate process, with a {@link SparkHome}.
 *
 * <p>Uses the loopback address only. Scratch space, work directories and the output are in a given
 * directory.
 */
public final class SparkRun {
  private final SparkHome home;
  private final String mainClass;
  private final Path applicationJar;
  private final Path scratch;
  private final Map<String, String> conf;
  private final Map<String, String> environment;
  private final List<String> submitOptions;
  private final List<String> arguments;
  private final List<String> driverJvmOptions;
  private final String master;
  private final Duration timeout;

  private SparkRun(Builder builder) {
    this.home = builder.home;
    this.mainClass = requireNonNull(builder.mainClass, "mainClass is null");
    this.applicationJar = requireNonNull(builder.applicationJar, "applicationJar is null");
    this.scratch = requireNonNull(builder.scratch, "scratch is null");
    this.conf = new LinkedHashMap<>(builder.conf);
    this.environment = new LinkedHashMap<>(builder.environment);
    this.submitOptions = List.copyOf(builder.submitOptions);
    this.arguments = List.copyOf(builder.arguments);
    this.driverJvmOptions = List.copyOf(builder.driverJvmOptions);
    this.master = builder.master;
    this.timeout = builder.timeout;
  }

  /**
   * Creates a builder.
   *
   * @param home the Spark home
   * @return a builder
   */
  public static Builder on(SparkHome home) {
    return new Builder(home);
  }

  /**
   * The result of a run.
   *
   * @param exitCode the driver's exit code; -1 if it was stopped at the timeout
   * @param timedOut whether it was stopped at the timeout
   * @param wall wall time of the driver's process, including its start
   * @param output standard output and standard error of the driver
   */
  public record Result(int exitCode, boolean timedOut, Duration wall, String output) {
    /**
     * Whether the application exited with code 0.
     *
     * @return true if it did
     */
    public boolean succeeded() {
      return !timedOut && exitCode == 0;
    }
  }

  /**
   * Runs the application and waits for its end.
   *
   * @return exit code, wall time and output
   * @throws IOException when the process cannot be started
   * @throws InterruptedException if interrupted; the process is stopped first
   */
  public Result run() throws IOException, InterruptedException {
    Files.createDirectories(scratch);
    Path local = Files.createDirectories(scratch.resolve("local"));
    Path tmp = Files.createDirectories(scratch.resolve("tmp"));
    Path output = scratch.resolve("output.txt");
    ProcessBuilder builder = new ProcessBuilder(command(tmp));
    builder.directory(scratch.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    Map<String, String> env = builder.environment();
    env.keySet().removeIf(name -> name.startsWith("SPARK_"));
    env.put("SPARK_HOME", home.directory().toString());
    env.put("SPARK_SCALA_VERSION", home.scalaVersion());
    env.put("SPARK_LOCAL_IP", "127.0.0.1");
    env.put("SPARK_LOCAL_DIRS", local.toString());
    env.put("JAVA_HOME", System.getProperty("java.home"));
    env.putAll(environment);

    long started = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended;
    try {
      ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stop(process);
      throw e;
    }
    if (!ended) {
      stop(process);
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - started);
    int code = ended ? process.exitValue() : -1;
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    return new Result(code, !ended, wall, text);
  }

  private static void stop(Process process) throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.waitFor();
  }

  private List<String> command(Path tmp) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(home.moduleOptions());
    command.add("-Xmx" + conf.getOrDefault("spark.driver.memory", "1g"));
    command.add("-Djava.io.tmpdir=" + tmp);
    command.addAll(driverJvmOptions);
    command.add("-cp");
    String before = conf.get("spark.driver.extraClassPath");
    command.add(before == null ? home.classpath() : before + File.pathSeparator + home.classpath());
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.add("--master");
    command.add(master);
    command.add("--class");
    command.add(mainClass);
    command.addAll(submitOptions);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("spark.ui.enabled", "false");
    all.put("spark.driver.host", "127.0.0.1");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.sql.warehouse.dir", scratch.resolve("warehouse").toUri().toString());
    all.putAll(conf);
    all.forEach(
        (key, value) -> {
          command.add("--conf");
          command.add(key + "=" + value);
        });
    command.add(applicationJar.toAbsolutePath().toString());
    command.addAll(arguments);
    return command;
  }

  /** Builds a run. Defaults: {@code local-cluster[2,1,1024]}, timeout five minutes. */
  public static final class Builder {
    private final SparkHome home;
    private final Map<String, String> conf = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> submitOptions = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<String> driverJvmOptions = new ArrayList<>();
    private String mainClass;
    private Path applicationJar;
    private Path scratch;
    private String master = "local-cluster[2,1,1024]";
    private Duration timeout = Duration.ofMinutes(5);

    private Builder(SparkHome home) {
      this.home = requireNonNull(home, "home is null");
    }

    /**
     * Sets the master.
     *
     * @param master as in {@code spark-submit --master}; {@code local-cluster[N,cores,MB]} starts N
     *     executor processes
     * @return this
     */
    public Builder master(String master) {
      this.master = requireNonNull(master, "master is null");
      return this;
    }

    /**
     * Sets the application.
     *
     * @param jar the application's jar
     * @param mainClass its main class
     * @return this
     */
    public Builder application(Path jar, String mainClass) {
      this.applicationJar = requireNonNull(jar, "jar is null");
      this.mainClass = requireNonNull(mainClass, "mainClass is null");
      return this;
    }

    /**
     * Sets the directory for scratch space and the driver's output ({@code output.txt}).
     *
     * @param scratch created if missing
     * @return this
     */
    public Builder scratch(Path scratch) {
      this.scratch = requireNonNull(scratch, "scratch is null").toAbsolutePath();
      return this;
    }

    /**
     * Adds a setting, replacing an earlier value. {@code spark.driver.memory} also sets the
     * driver's heap (1 GiB otherwise) and {@code spark.driver.extraClassPath} its class path, as
     * {@code spark-submit} would.
     *
     * @param property the property's name
     * @param value its value
     * @return this
     */
    public Builder conf(String property, String value) {
      conf.put(
          requireNonNull(property, "property is null"), requireNonNull(value, "value is null"));
      return this;
    }

    /**
     * Adds settings.
     *
     * @param settings properties and values
     * @return this
     */
    public Builder conf(Map<String, String> settings) {
      settings.forEach(this::conf);
      return this;
    }

    /**
     * Adds a variable to the driver's environment; executors inherit it.
     *
     * @param name the variable
     * @param value its value
     * @return this
     */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /**
     * Adds an option of {@code spark-submit}.
     *
     * @param option such as {@code --packages}
     * @param value its value
     * @return this
     */
    public Builder submitOption(String option, String value) {
      submitOptions.addAll(List.of(option, value));
      return this;
    }

    /**
     * Adds options to the driver's JVM.
     *
     * @param options as on the command line of {@code java}
     * @return this
     */
    public Builder driverJvmOptions(String... options) {
      driverJvmOptions.addAll(List.of(options));
      return this;
    }

    /**
     * Adds arguments of the application.
     *
     * @param values the arguments
     * @return this
     */
    public Builder arguments(String... values) {
      arguments.addAll(List.of(values));
      return this;
    }

    /**
     * Sets the timeout after which driver and executors are stopped.
     *
     * @param timeout maximum wall time
     * @return this
     */
    public Builder timeout(Duration timeout) {
      this.timeout = requireNonNull(timeout, "timeout is null");
      return this;
    }

    /**
     * Builds the run.
     *
     * @return a run, which can be started repeatedly but not concurrently
     */
    public SparkRun build() {
      return new SparkRun(this);
    }

    /**
     * Builds the run and starts it.
     *
     * @return the result
     * @throws IOException when the process cannot be started
     * @throws InterruptedException when interrupted while waiting
     */
    public Result run() throws IOException, InterruptedException {
      return build().run();
    }
  }
}
