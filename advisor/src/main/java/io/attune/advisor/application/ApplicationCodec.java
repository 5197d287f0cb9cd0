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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  /** Addition to versions 2 and 3: the evidence of an end that Spark did not tell. */
  private static final int EVIDENCE = 1;

  /** Addition to versions 2 and 3: the platform, and what it and the scheduler call the run. */
  private static final int PLATFORM = 2;

  /** Addition to versions 2 and 3: that more was reported than is kept. */
  private static final int THINNED = 3;

  /** Addition to versions 2 and 3: on whose behalf jobs ran. */
  private static final int CONTEXTS = 6;

  /** Addition to versions 2 and 3: streaming queries. */
  private static final int STREAMS = 5;

  /** Addition to versions 2 and 3: the tasks that run for long. */
  private static final int RUNNING = 4;

  /** Addition to versions 2 and 3: the end that is taken from silence. */
  private static final int SILENCE = 7;

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
    content
        .evidence()
        .ifPresent(
            shown -> out.addition(EVIDENCE, part -> write(shown, content.end().isPresent(), part)));
    content
        .environment()
        .map(EnvironmentUpdated::getContext)
        .filter(context -> context.getPlatform() != null || context.getPlatformIds() != null)
        .ifPresent(context -> out.addition(PLATFORM, part -> writePlatform(context, part)));
    if (content.isThinned()) {
      out.addition(THINNED, part -> part.writeBoolean(true));
    }
    if (!content.streams.isEmpty()) {
      out.addition(STREAMS, content.streams::write);
    }
    if (content.jobs.values().stream().anyMatch(job -> !job.context().isEmpty())) {
      out.addition(CONTEXTS, part -> writeContexts(content, part));
    }
    if (content.running.isKnown()) {
      out.addition(RUNNING, content.running::write);
    }
    Ending.ByEvidence silence = content.silence;
    if (silence != null) {
      out.addition(
          SILENCE,
          part -> part.writeSigned(silence.at().toEpochMilli()).writeString(silence.evidence()));
    }
  }

  /** Each context once, then the jobs that have it: many have the same. */
  private static void writeContexts(Content content, StateWriter out) {
    Map<Map<String, String>, List<Integer>> jobs = new LinkedHashMap<>();
    for (JobDescriptor job : content.jobs.values()) {
      if (!job.context().isEmpty()) {
        jobs.computeIfAbsent(job.context(), context -> new ArrayList<>()).add(job.jobId());
      }
    }
    out.writeUnsigned(jobs.size());
    jobs.forEach(
        (context, ids) -> {
          Facts.write(out, context);
          Facts.writeInts(out, ids);
        });
  }

  private static void readContexts(Content content, StateReader in) {
    for (int left = in.readLength(); left > 0; left--) {
      Map<String, String> context = Facts.readMap(in);
      for (int jobId : Facts.readInts(in)) {
        content.jobs.computeIfPresent(jobId, (id, job) -> job.withContext(context));
      }
    }
  }

  private static void writePlatform(RunContext context, StateWriter out) {
    out.writeString(context.getPlatform());
    Map<String, String> ids = context.getPlatformIds();
    Facts.write(out, ids == null ? Map.of() : new TreeMap<>(ids));
  }

  private static void readPlatform(RunContext context, StateReader in) {
    context.setPlatform(in.readString());
    Map<String, String> ids = Facts.readMap(in);
    context.setPlatformIds(ids.isEmpty() ? null : ids);
  }

  /** Those who do not know it take the time of the evidence for an end that Spark told. */
  private static void write(Ending.ByEvidence shown, boolean said, StateWriter out) {
    out.writeBoolean(said).writeSigned(shown.at().toEpochMilli()).writeString(shown.evidence());
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
    readAdditions(content, end, exitCode, in.additions());
    return content;
  }

  private static void readAdditions(
      Content content,
      Optional<Instant> end,
      OptionalLong exitCode,
      Map<Integer, StateReader> additions) {
    if (additions.containsKey(THINNED)) {
      content.markThinned();
    }
    StateReader shown = additions.get(EVIDENCE);
    boolean said = shown == null || shown.readBoolean();
    content.end(said ? end : Optional.empty(), exitCode);
    if (shown != null) {
      content.evidence(
          new Ending.ByEvidence(Instant.ofEpochMilli(shown.readSigned()), shown.readString()));
    }
    StateReader streams = additions.get(STREAMS);
    if (streams != null) {
      content.streams.readInto(streams);
    }
    StateReader contexts = additions.get(CONTEXTS);
    if (contexts != null) {
      readContexts(content, contexts);
    }
    StateReader running = additions.get(RUNNING);
    if (running != null) {
      content.running = RunningFacts.read(running);
    }
    StateReader silence = additions.get(SILENCE);
    if (silence != null) {
      content.silence =
          new Ending.ByEvidence(Instant.ofEpochMilli(silence.readSigned()), silence.readString());
    }
    StateReader platform = additions.get(PLATFORM);
    if (platform != null) {
      content
          .environment()
          .map(EnvironmentUpdated::getContext)
          .ifPresent(context -> readPlatform(context, platform));
    }
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
      writePlatform(environment.getContext(), out);
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
