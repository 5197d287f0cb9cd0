package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.application.SettingValue.SetBy;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Settings in force somewhere in an application: what the session set, over what the application
 * set, over Spark's defaults for its version. Immutable.
 *
 * <p>A value that Spark itself could not read (it would have refused to start) gives empty, and
 * {@link #problem} says so in a sentence.
 */
public final class SparkSettings {
  /** Heap that Spark leaves out of unified memory (UnifiedMemoryManager), bytes. */
  public static final long RESERVED_MEMORY_BYTES = 300 * SparkUnits.MIB;

  private static final long MIN_OVERHEAD_BYTES = 384 * SparkUnits.MIB;

  private final Map<String, String> session;
  private final Map<String, String> application;
  private final @Nullable String sparkVersion;
  private final SparkVersion version;
  private final @Nullable ResourceProfile profile;
  private final OptionalLong localCores;
  private final SparkDefaults defaults = SparkDefaults.standard();
  private final SparkProperties properties = SparkProperties.standard();

  SparkSettings(
      Map<String, String> session,
      Map<String, String> application,
      @Nullable String sparkVersion,
      @Nullable ResourceProfile profile,
      OptionalLong localCores) {
    this.session = requireNonNull(session, "session is null");
    this.application = requireNonNull(application, "application is null");
    this.sparkVersion = sparkVersion;
    this.version = SparkVersion.parse(sparkVersion);
    this.profile = profile;
    this.localCores = requireNonNull(localCores, "localCores is null");
  }

  /**
   * The setting in force, under whichever of its names it was set; empty when nobody set it and
   * Spark has no fixed default.
   */
  public Optional<SettingValue> get(String property) {
    requireNonNull(property, "property is null");
    SettingValue found = set(property, property);
    if (found == null) {
      found = underOlderName(property);
    }
    if (found == null) {
      String fixed = defaults.valueIn(property, version);
      found = fixed == null ? null : new SettingValue(property, fixed, SetBy.DEFAULT);
    }
    return Optional.ofNullable(found);
  }

  private @Nullable SettingValue underOlderName(String property) {
    for (String older : properties.olderNames(property)) {
      SettingValue found = set(property, older);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable SettingValue set(String property, String name) {
    String value = session.get(name);
    if (value != null) {
      boolean same = value.equals(application.get(name));
      return new SettingValue(property, value, same ? SetBy.APPLICATION : SetBy.SESSION);
    }
    value = application.get(name);
    return value == null ? null : new SettingValue(property, value, SetBy.APPLICATION);
  }

  /** The value in force as written. */
  public Optional<String> value(String property) {
    return get(property).map(SettingValue::value);
  }

  /** Whether the application or the session set a property, under whichever of its names. */
  public boolean isSet(String property) {
    return set(property, property) != null || underOlderName(property) != null;
  }

  /** What gives the application its executors. */
  public ClusterManager clusterManager() {
    return ClusterManager.of(application);
  }

  /** The name by which the running version knows a property; empty when it does not. */
  public Optional<String> nameHere(String property) {
    return properties.nameIn(property, sparkVersion);
  }

  /** A truth value; empty when there is none or it is neither true nor false. */
  public Optional<Boolean> flag(String property) {
    return value(property)
        .map(String::trim)
        .filter(text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))
        .map(Boolean::parseBoolean);
  }

  /** A whole number; empty when there is none or it is not one. */
  public OptionalLong number(String property) {
    Optional<String> text = value(property);
    try {
      return text.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(text.get().trim()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** A number; empty when there is none or it is not one. */
  public OptionalDouble decimal(String property) {
    Optional<String> text = value(property);
    try {
      return text.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(Double.parseDouble(text.get().trim()));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** A size in bytes, a plain number in the property's own unit; empty when it is no size. */
  public OptionalLong bytes(String property) {
    SparkDefaults.Kind kind = defaults.kind(property);
    long unit = kind.isSize() ? kind.unit() : 1;
    return value(property).map(text -> SparkUnits.bytes(text, unit)).orElseGet(OptionalLong::empty);
  }

  /**
   * A duration in milliseconds, a plain number in the property's own unit; empty when it is none.
   */
  public OptionalLong millis(String property) {
    SparkDefaults.Kind kind = defaults.kind(property);
    long unit = kind.isDuration() ? kind.unit() : 1;
    return value(property)
        .map(text -> SparkUnits.millis(text, unit))
        .orElseGet(OptionalLong::empty);
  }

  /** Why the value of a property cannot be read, in one sentence; empty when it can. */
  public Optional<String> problem(String property) {
    Optional<String> text = value(property);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    SparkDefaults.Kind kind = defaults.kind(property);
    if (kind.isSize() && bytes(property).isEmpty()) {
      return unreadable(property, text.get(), "a size such as 512m or 1g");
    }
    if (kind.isDuration() && millis(property).isEmpty()) {
      return unreadable(property, text.get(), "a duration such as 60s or 5min");
    }
    if (kind == SparkDefaults.Kind.BOOLEAN && flag(property).isEmpty()) {
      return unreadable(property, text.get(), "true or false");
    }
    if (kind == SparkDefaults.Kind.NUMBER && decimal(property).isEmpty()) {
      return unreadable(property, text.get(), "a number");
    }
    return Optional.empty();
  }

  private static Optional<String> unreadable(String property, String text, String wanted) {
    return Optional.of(property + " is '" + text + "', which is not " + wanted + ".");
  }

  /** Version of Spark; empty when unknown. */
  public Optional<String> sparkVersion() {
    return Optional.ofNullable(sparkVersion);
  }

  /** Whether the version of Spark is known to be at least this one. */
  public boolean isSparkAtLeast(int major, int minor) {
    return version != SparkVersion.NEWEST && version.isAtLeast(new SparkVersion(major, minor));
  }

  /** Whether spark.sql.shuffle.partitions is Databricks' {@code auto}, which is no number. */
  public boolean hasAutomaticShufflePartitions() {
    return value("spark.sql.shuffle.partitions")
        .filter(text -> text.strip().equalsIgnoreCase("auto"))
        .isPresent();
  }

  /** spark.sql.shuffle.partitions. */
  public long shufflePartitions() {
    return number("spark.sql.shuffle.partitions").orElse(200);
  }

  /** Partitions a shuffle starts with: AQE's initial number where it is in force and set. */
  public long initialShufflePartitions() {
    OptionalLong initial = number("spark.sql.adaptive.coalescePartitions.initialPartitionNum");
    return adaptive() && coalescing() && initial.isPresent()
        ? initial.getAsLong()
        : shufflePartitions();
  }

  /** Whether adaptive execution is on. */
  public boolean adaptive() {
    return flag("spark.sql.adaptive.enabled").orElse(false);
  }

  /** Whether adaptive execution coalesces shuffle partitions. */
  public boolean coalescing() {
    return adaptive() && flag("spark.sql.adaptive.coalescePartitions.enabled").orElse(true);
  }

  /** Whether coalescing keeps parallelism before the advisory size. */
  public boolean parallelismFirst() {
    return flag("spark.sql.adaptive.coalescePartitions.parallelismFirst").orElse(false);
  }

  /** Advisory size of a shuffle partition, bytes. */
  public long advisoryPartitionBytes() {
    return bytes("spark.sql.adaptive.advisoryPartitionSizeInBytes").orElse(64 * SparkUnits.MIB);
  }

  /** spark.sql.files.maxPartitionBytes. */
  public long maxPartitionBytes() {
    return bytes("spark.sql.files.maxPartitionBytes").orElse(128 * SparkUnits.MIB);
  }

  /** spark.sql.files.openCostInBytes. */
  public long openCostBytes() {
    return bytes("spark.sql.files.openCostInBytes").orElse(4 * SparkUnits.MIB);
  }

  /** spark.sql.files.minPartitionNum where it was set; Spark's default is the parallelism. */
  public OptionalLong minPartitionNum() {
    return number("spark.sql.files.minPartitionNum");
  }

  /** Whether the application runs in the driver's own process (master local, local[n]). */
  public boolean isLocal() {
    return isLocal(application.get("spark.master"));
  }

  static boolean isLocal(@Nullable String master) {
    return master != null && (master.equals("local") || master.startsWith("local["));
  }

  /**
   * Heap of the process that runs tasks, bytes: the driver's in local mode, else the resource
   * profile's, else spark.executor.memory.
   */
  public long executorHeapBytes() {
    if (isLocal()) {
      return driverHeapBytes();
    }
    if (profile != null && profile.heapBytes().isPresent()) {
      return profile.heapBytes().getAsLong();
    }
    return bytes("spark.executor.memory").orElse(SparkUnits.GIB);
  }

  /** spark.driver.memory. */
  public long driverHeapBytes() {
    return bytes("spark.driver.memory").orElse(SparkUnits.GIB);
  }

  /**
   * Memory overhead of an executor, bytes: as set, else max(factor × heap, 384 MiB), which is 0 in
   * local mode.
   */
  public long executorOverheadBytes() {
    if (isLocal()) {
      return 0;
    }
    if (profile != null && profile.overheadBytes().isPresent()) {
      return profile.overheadBytes().getAsLong();
    }
    OptionalLong set = bytes("spark.executor.memoryOverhead");
    if (set.isPresent()) {
      return set.getAsLong();
    }
    double factor = decimal("spark.executor.memoryOverheadFactor").orElse(0.1);
    long least = bytes("spark.executor.minMemoryOverhead").orElse(MIN_OVERHEAD_BYTES);
    // Spark computes it in whole mebibytes.
    return Math.max(least, (long) (factor * (executorHeapBytes() >> 20)) << 20);
  }

  /** Off-heap memory of an executor, bytes; 0 when it is off. */
  public long offHeapBytes() {
    if (profile != null && profile.offHeapBytes().isPresent()) {
      return profile.offHeapBytes().getAsLong();
    }
    return flag("spark.memory.offHeap.enabled").orElse(false)
        ? bytes("spark.memory.offHeap.size").orElse(0)
        : 0;
  }

  /** Cores of an executor; empty where neither a setting nor an executor tells. */
  public OptionalLong executorCores() {
    if (localCores.isPresent()) {
      return localCores;
    }
    if (profile != null && profile.executorCores().isPresent()) {
      return profile.executorCores();
    }
    return isSet("spark.executor.cores") ? number("spark.executor.cores") : OptionalLong.empty();
  }

  /** Cores of one task, at least a part of one. */
  public double taskCpus() {
    if (profile != null && profile.taskCpus().isPresent()) {
      return profile.taskCpus().get();
    }
    double cpus = decimal("spark.task.cpus").orElse(1);
    return cpus > 0 ? cpus : 1;
  }

  /** spark.memory.fraction. */
  public double memoryFraction() {
    return decimal("spark.memory.fraction").orElse(0.6);
  }

  /** (heap − 300 MiB) × spark.memory.fraction, bytes, at least 0. */
  public long unifiedMemoryBytes() {
    return (long) (Math.max(0, executorHeapBytes() - RESERVED_MEMORY_BYTES) * memoryFraction());
  }

  /** Whether dynamic allocation is on; never in local mode. */
  public boolean dynamicAllocation() {
    return !isLocal() && flag("spark.dynamicAllocation.enabled").orElse(false);
  }
}
