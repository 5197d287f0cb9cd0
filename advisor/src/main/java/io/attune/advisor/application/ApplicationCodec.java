package io.attune.advisor.application;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.AgentReport;
import io.attune.schemas.ApplicationStarted;
import io.attune.schemas.EnvironmentUpdated;
import io.attune.schemas.RunContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Binary form of an application's facts, deflated: names, call sites and plan descriptions repeat,
 * so it shrinks five- to tenfold.
 */
final class ApplicationCodec {
  private static final int PROPERTY_LIMIT = 1000;
  private static final int VALUE_LIMIT = 1024;

  /** Of a property; and of what says who and where an application is. */
  private static final int NAME_LIMIT = 1024;

  private static final int DEFLATE_FROM = 512;

  /**
   * Version 1 held less and was never released. Version 3 holds less than version 2, which goes on
   * being written until a release has read version 3.
   */
  static final StateFormat<Content> FORMAT =
      StateFormat.deflated(
          "application state",
          new Versions(2, 3, 2),
          DEFLATE_FROM,
          ApplicationCodec::write,
          ApplicationCodec::read);

  private ApplicationCodec() {}

  private static void write(Content content, StateWriter out) {
    out.writeString(content.applicationId);
    out.writeBoolean(content.started().isPresent());
    content.started().ifPresent(started -> write(started, out));
    out.writeBoolean(content.environment().isPresent());
    content
        .environment()
        .ifPresent(
            environment -> {
              out.writeSigned(content.environmentTime());
              write(environment, out);
            });
    out.writeBoolean(content.agentReport().isPresent());
    content.agentReport().ifPresent(report -> write(report, out));
    Facts.write(out, content.end().or(() -> content.evidence().map(Ending.ByEvidence::at)));
    Facts.write(out, content.exitCode());
    Facts.write(out, content.lastEventTime());
    out.writeUnsigned(content.resourceProfiles.size());
    content.resourceProfiles.values().forEach(profile -> profile.write(out));
    out.writeUnsigned(content.executors.size());
    content.executors.values().forEach(executor -> executor.write(out));
    out.writeUnsigned(content.jobs.size());
    content.jobs.values().forEach(job -> job.write(out));
    out.writeUnsigned(content.rdds.size());
    content.rdds.values().forEach(rdd -> rdd.write(out));
    out.writeUnsigned(content.caches.size());
    content.caches.forEach(
        (rddId, cache) -> {
          out.writeSigned(rddId);
          cache.write(out);
        });
    out.writeUnsigned(content.sql.size());
    content.sql.values().forEach(facts -> facts.write(out));
    content.stages.write(out);
    ApplicationAdditions.write(content, out);
  }

  private static Content read(StateReader in) {
    Content content = new Content(in.readString());
    if (in.readBoolean()) {
      content.start(readStarted(in));
    }
    if (in.readBoolean()) {
      long time = in.readSigned();
      content.environment(readEnvironment(in), time);
    }
    if (in.readBoolean()) {
      content.report(readReport(in));
    }
    Optional<Instant> end = Facts.readInstant(in);
    OptionalLong exitCode = Facts.readNumber(in);
    Facts.readInstant(in).ifPresent(content::seen);
    for (int left = in.readLength(); left > 0; left--) {
      content.profile(ResourceProfile.read(in));
    }
    for (int left = in.readLength(); left > 0; left--) {
      ExecutorState executor = ExecutorState.read(in);
      content.executors.put(executor.executorId(), executor);
    }
    for (int left = in.readLength(); left > 0; left--) {
      content.job(JobDescriptor.read(in));
    }
    for (int left = in.readLength(); left > 0; left--) {
      content.rdd(RddDescriptor.read(in));
    }
    for (int left = in.readLength(); left > 0; left--) {
      content.caches.put(in.readInt(), CacheUse.read(in));
    }
    for (int left = in.readLength(); left > 0; left--) {
      content.sql(SqlFacts.read(in));
    }
    content.stages = StageTable.read(in, Content.STAGE_LIMIT);
    content.measuredBytes = in.size();
    ApplicationAdditions.read(content, end, exitCode, in.additions());
    return content;
  }

  /** Size of the content before it is deflated. */
  static int size(Content content) {
    StateWriter out = new StateWriter(FORMAT.versions().written());
    write(content, out);
    return out.size();
  }

  /** With names that nobody wrote by hand cut. */
  static ApplicationStarted bounded(ApplicationStarted started) {
    return ApplicationStarted.newBuilder(started)
        .setApplicationName(Facts.cut(started.getApplicationName(), NAME_LIMIT))
        .setApplicationAttemptId(cut(started.getApplicationAttemptId()))
        .setSparkUser(cut(started.getSparkUser()))
        .setSparkVersion(cut(started.getSparkVersion()))
        .build();
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : Facts.cut(text, NAME_LIMIT);
  }

  static byte[] bytesOf(ApplicationStarted started) {
    StateWriter out = new StateWriter(FORMAT.versions().written());
    write(started, out);
    return out.toBytes();
  }

  private static void write(ApplicationStarted started, StateWriter out) {
    out.writeString(started.getApplicationName()).writeString(started.getApplicationAttemptId());
    out.writeString(started.getSparkUser()).writeSigned(started.getStartTime().toEpochMilli());
    out.writeString(started.getSparkVersion());
  }

  private static ApplicationStarted readStarted(StateReader in) {
    return ApplicationStarted.newBuilder()
        .setApplicationName(in.readString())
        .setApplicationAttemptId(in.readNullableString())
        .setSparkUser(in.readNullableString())
        .setStartTime(Instant.ofEpochMilli(in.readSigned()))
        .setSparkVersion(in.readNullableString())
        .build();
  }

  /**
   * Keeps Spark's own properties, sorted, at most 1,000, with values of at most 1,024 characters.
   */
  static EnvironmentUpdated bounded(EnvironmentUpdated event) {
    TreeMap<String, String> kept = new TreeMap<>();
    event
        .getSparkProperties()
        .forEach(
            (name, value) -> {
              if (name.startsWith("spark.") && name.length() <= NAME_LIMIT) {
                kept.put(name, Facts.cut(value, VALUE_LIMIT));
              }
            });
    while (kept.size() > PROPERTY_LIMIT) {
      kept.pollLastEntry();
    }
    return new EnvironmentUpdated(
        Facts.immutable(kept), event.getJavaVersion(), event.getScalaVersion(), event.getContext());
  }

  static byte[] bytesOf(EnvironmentUpdated environment) {
    StateWriter out = new StateWriter(FORMAT.versions().written());
    write(environment, out);
    if (environment.getContext() != null) {
      ApplicationAdditions.writePlatform(environment.getContext(), out);
    }
    return out.toBytes();
  }

  private static void write(EnvironmentUpdated environment, StateWriter out) {
    Map<String, String> properties = environment.getSparkProperties();
    Facts.write(out, new TreeMap<>(properties));
    out.writeString(environment.getJavaVersion()).writeString(environment.getScalaVersion());
    RunContext context = environment.getContext();
    out.writeBoolean(context != null);
    if (context != null) {
      out.writeString(context.getWorkload());
      out.writeString(context.getDatabricksJobId());
      out.writeString(context.getDatabricksRunId());
      out.writeString(context.getDatabricksTaskKey());
      out.writeString(context.getDatabricksClusterId());
      out.writeString(context.getDataForgeClusterConfiguration());
      out.writeString(context.getDataForgeProcessId());
      out.writeString(context.getDataForgeProcessType());
      out.writeString(context.getDataForgeSource());
    }
  }

  private static EnvironmentUpdated readEnvironment(StateReader in) {
    EnvironmentUpdated.Builder builder =
        EnvironmentUpdated.newBuilder()
            .setSparkProperties(Facts.readMap(in))
            .setJavaVersion(in.readNullableString())
            .setScalaVersion(in.readNullableString());
    if (in.readBoolean()) {
      builder.setContext(
          RunContext.newBuilder()
              .setWorkload(in.readNullableString())
              .setDatabricksJobId(in.readNullableString())
              .setDatabricksRunId(in.readNullableString())
              .setDatabricksTaskKey(in.readNullableString())
              .setDatabricksClusterId(in.readNullableString())
              .setDataForgeClusterConfiguration(in.readNullableString())
              .setDataForgeProcessId(in.readNullableString())
              .setDataForgeProcessType(in.readNullableString())
              .setDataForgeSource(in.readNullableString())
              .build());
    }
    return builder.build();
  }

  static byte[] bytesOf(AgentReport report) {
    StateWriter out = new StateWriter(FORMAT.versions().written());
    write(report, out);
    return out.toBytes();
  }

  private static void write(AgentReport report, StateWriter out) {
    out.writeString(report.getProducerName()).writeString(report.getProducerVersion());
    out.writeSigned(report.getEventsSeen()).writeSigned(report.getEventsSent());
    out.writeSigned(report.getEventsDropped()).writeSigned(report.getSendErrors());
    out.writeSigned(report.getTaskEventsLost());
    out.writeSigned(report.getQueueHighWater()).writeSigned(report.getQueueCapacity());
    out.writeSigned(report.getLastSequence()).writeBoolean(report.getComplete());
  }

  private static AgentReport readReport(StateReader in) {
    return AgentReport.newBuilder()
        .setProducerName(in.readString())
        .setProducerVersion(in.readString())
        .setEventsSeen(in.readSigned())
        .setEventsSent(in.readSigned())
        .setEventsDropped(in.readSigned())
        .setSendErrors(in.readSigned())
        .setTaskEventsLost(in.readSigned())
        .setQueueHighWater(in.readInt())
        .setQueueCapacity(in.readInt())
        .setLastSequence(in.readSigned())
        .setComplete(in.readBoolean())
        .build();
  }
}
