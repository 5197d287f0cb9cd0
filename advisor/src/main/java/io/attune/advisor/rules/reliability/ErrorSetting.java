package io.attune.advisor.rules.reliability;

import io.attune.advisor.application.ExplicitValue;
import io.attune.advisor.application.JobDescriptor;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SqlExecution;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.StageFacts;
import io.attune.advisor.rules.explain.KnownError;
import io.attune.advisor.rules.memory.DriverMemoryAdvice;
import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.table.RuleTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of the setting that answers a known error, where one can be found. */
final class ErrorSetting {
  private static final long MIB = 1L << 20;

  /** Kryo's buffer is an array of bytes, and Spark's messages have an int for their size. */
  private static final long MOST_MIB = 2047;

  private static final Pattern SECONDS = Pattern.compile("(?:in|of) (\\d+) secs");

  private final RuleContext context;
  private final RuleTable table;
  private final SparkSettings settings;

  /**
   * Creates it.
   *
   * @param query the SQL execution that failed; empty for a job of none
   */
  ErrorSetting(RuleContext context, Optional<SqlExecution> query) {
    this.context = context;
    this.table = context.table();
    this.settings =
        query.map(context.run().application()::settingsFor).orElseGet(context::settings);
  }

  /**
   * The change; empty when the error has no setting, when its value is at its end, or is set
   * already.
   *
   * @param text text of the error
   * @param broadcasts jobs that built what was to be broadcast
   */
  Optional<SettingChange> of(KnownError error, String text, List<JobDescriptor> broadcasts) {
    return error
        .setting()
        .flatMap(
            setting ->
                switch (setting.value()) {
                  case SET -> fixed(setting);
                  case DOUBLE -> scaled(setting.property(), 2);
                  case HALVE -> scaled(setting.property(), 0.5);
                  case QUARTER -> scaled(setting.property(), 0.25);
                  case AT_LEAST -> atLeast(setting.property(), error.number(text));
                  case BROADCAST_TIME -> broadcastTime(setting.property(), text, broadcasts);
                  case DRIVER_HEAP -> driverHeap();
                })
        .filter(change -> !change.current().equals(Optional.of(change.recommended())));
  }

  private Optional<SettingChange> fixed(KnownError.Setting setting) {
    String property = setting.property();
    boolean flag = setting.text().equals("true") || setting.text().equals("false");
    Optional<String> current =
        settings
            .value(property)
            .map(value -> flag ? value.toLowerCase(java.util.Locale.ROOT) : value);
    return Optional.of(
        SettingChange.of(property, setting.text(), "none")
            .current(current)
            .rollback(ExplicitValue.of(settings, property))
            .build());
  }

  /** A count or a size, up or down by a factor; 1 where a count is not known to be set. */
  private Optional<SettingChange> scaled(String property, double factor) {
    Optional<String> rollback = ExplicitValue.of(settings, property);
    if (property.startsWith("spark.kryoserializer.")) {
      long current = settings.bytes(property).orElse(64 * MIB);
      long recommended = Math.min(MOST_MIB * MIB, Math.round(current * factor));
      return recommended <= current
          ? Optional.empty()
          : Optional.of(
              SettingChange.bytes(
                  property,
                  current,
                  recommended,
                  Math.min(recommended, current + MIB),
                  MOST_MIB * MIB,
                  recommended,
                  rollback));
    }
    OptionalLong current = settings.number(property);
    if (current.isEmpty()) {
      return Optional.of(SettingChange.of(property, "1", "count").magnitude(1).build());
    }
    long now = current.getAsLong();
    long recommended = Math.max(1, Math.round(now * factor));
    return recommended == now
        ? Optional.empty()
        : Optional.of(
            SettingChange.count(
                property,
                now,
                recommended,
                factor < 1 ? 1 : recommended,
                factor < 1 ? recommended : recommended * 4,
                recommended,
                rollback));
  }

  /** The number that the error tells, with room; for messages of so many bytes in MiB. */
  private Optional<SettingChange> atLeast(String property, OptionalLong told) {
    if (told.isEmpty()) {
      return Optional.empty();
    }
    boolean mebibytes = property.equals("spark.rpc.message.maxSize");
    double wanted = told.getAsLong() * table.number("failed-execution.room-factor");
    long recommended = (long) Math.ceil(mebibytes ? wanted / MIB : wanted);
    if (mebibytes && recommended > MOST_MIB) {
      return Optional.empty();
    }
    long least = (long) Math.ceil(mebibytes ? (double) told.getAsLong() / MIB : told.getAsLong());
    return Optional.of(
        SettingChange.of(property, Long.toString(recommended), "count")
            .current(settings.value(property))
            .bounds(Long.toString(least), Long.toString(recommended * 2))
            .uncapped(Long.toString(recommended))
            .rollback(ExplicitValue.of(settings, property))
            .magnitude(recommended)
            .build());
  }

  /**
   * max(Spark's default of 300 s, factor × the limit, room × what the broadcast side takes at its
   * pace), in whole minutes.
   */
  private Optional<SettingChange> broadcastTime(
      String property, String text, List<JobDescriptor> broadcasts) {
    Matcher matcher = SECONDS.matcher(text);
    long now =
        matcher.find()
            ? Long.parseLong(matcher.group(1)) * 1000
            : settings.millis(property).orElse(300_000);
    double needed = estimateMs(broadcasts).orElse(0);
    double wanted =
        Math.max(
            table.number("failed-execution.broadcast-least-ms"),
            Math.max(
                now * table.number("failed-execution.broadcast-factor"),
                needed * table.number("failed-execution.room-factor")));
    long recommended = (long) (Math.ceil(wanted / 60_000) * 60_000);
    // The pace of the tasks is known roughly: what was advised stays while it is enough.
    return Optional.of(
        context.steady(
            SettingChange.seconds(
                property,
                settings.value(property),
                recommended,
                Math.min(recommended, Math.max(now + 1000, Math.round(needed))),
                recommended * 4,
                ExplicitValue.of(settings, property))));
  }

  /** How long the broadcast side would have taken at the pace of its tasks, milliseconds. */
  OptionalDouble estimateMs(List<JobDescriptor> broadcasts) {
    return broadcasts.stream()
        .flatMap(job -> context.facts().stages().stream().filter(stage -> isOf(stage, job)))
        .filter(stage -> stage.tasks() > 0 && stage.numTasks() > 0)
        .mapToDouble(stage -> stage.wallMs() * stage.scale())
        .max();
  }

  private static boolean isOf(StageFacts stage, JobDescriptor job) {
    return job.stageIds().contains(stage.id());
  }

  private Optional<SettingChange> driverHeap() {
    DriverMemoryAdvice memory = new DriverMemoryAdvice(context);
    double needed = memory.forFullHeap();
    return needed > table.number("memory.max-heap-bytes")
        ? Optional.empty()
        : Optional.of(memory.up(needed));
  }
}
