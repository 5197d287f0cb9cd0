package io.attune.advisor.application;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
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

/**
 * What was added to the binary form of an application's facts since its version 2: those who do not
 * know an addition pass it over. A number is given once, for ever.
 */
final class ApplicationAdditions {
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

  private ApplicationAdditions() {}

  static void write(Content content, StateWriter out) {
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

  static void writePlatform(RunContext context, StateWriter out) {
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

  static void read(
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
}
