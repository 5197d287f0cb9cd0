package io.attune.advisor.history;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.Change;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.RecommendationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Bytes of a workload's history. Enumerations are written by name. */
final class HistoryCodec {
  /** Versions 1 and 2 held less and were never released. */
  static final StateFormat<WorkloadHistory> FORMAT =
      StateFormat.plain(
          "workload history", Versions.only(3), HistoryCodec::write, HistoryCodec::read);

  /** Addition to version 3: the histories of units, by name. */
  private static final int UNITS = 1;

  private HistoryCodec() {}

  private static void write(WorkloadHistory history, StateWriter out) {
    out.writeUnsigned(history.runs().size());
    history.runs().forEach(run -> write(out, run));
    out.writeUnsigned(history.tried().size());
    history.tried().forEach(value -> write(out, value));
    if (!history.units().isEmpty()) {
      out.addition(UNITS, part -> writeUnits(history.units(), part));
    }
  }

  private static void writeUnits(SortedMap<String, WorkloadHistory> units, StateWriter out) {
    out.writeUnsigned(units.size());
    units.forEach((name, unit) -> out.writeString(name).writeBytes32(unit.toBytes()));
  }

  private static SortedMap<String, WorkloadHistory> readUnits(@Nullable StateReader in) {
    TreeMap<String, WorkloadHistory> units = new TreeMap<>();
    for (int left = in == null ? 0 : in.readLength(); in != null && left > 0; left--) {
      units.put(in.readString(), WorkloadHistory.fromBytes(in.readBytes32()));
    }
    return Collections.unmodifiableSortedMap(units);
  }

  private static WorkloadHistory read(StateReader in) {
    List<RunSummary> runs = new ArrayList<>();
    for (int i = in.readLength(); i > 0; i--) {
      runs.add(readRun(in));
    }
    List<TriedValue> tried = new ArrayList<>();
    for (int i = in.readLength(); i > 0; i--) {
      tried.add(readTried(in));
    }
    return new WorkloadHistory(runs, tried, readUnits(in.additions().get(UNITS)));
  }

  private static void write(StateWriter out, RunSummary run) {
    out.writeString(run.applicationId()).writeSigned(run.started().toEpochMilli());
    out.writeString(run.sparkVersion()).writeBoolean(run.succeeded());
    out.writeSigned(run.durationMs()).writeSigned(run.spanMs());
    out.writeSigned(run.coreMs()).writeSigned(run.gibMs());
    write(out, run.cost());
    out.writeString(run.costUnit());
    out.writeSigned(run.inputBytes()).writeSigned(run.inputRecords());
    out.writeSigned(run.shuffleRecords()).writeSigned(run.executorRunTimeMs());
    out.writeSigned(run.jvmGcTimeMs()).writeSigned(run.memoryBytesSpilled());
    write(out, run.executorHeapBytes());
    write(out, run.peakHeapBytes());
    out.writeBoolean(run.censored()).writeSigned(run.failures()).writeSigned(run.memoryFailures());
    write(out, run.completeness());
    out.writeSigned(run.slots());
    write(out, run.predictedSpanMs());
    out.writeUnsigned(run.settings().size());
    for (Map.Entry<String, String> setting : run.settings().entrySet()) {
      out.writeString(setting.getKey()).writeString(setting.getValue());
    }
    out.writeUnsigned(run.recommended().size());
    run.recommended().forEach(advice -> write(out, advice));
    out.writeUnsigned(run.advised().size());
    run.advised().forEach(out::writeString);
    out.writeUnsigned(run.observed().size());
    run.observed().forEach((name, value) -> write(out.writeString(name), value));
  }

  private static RunSummary readRun(StateReader in) {
    RunSummary.Builder run =
        RunSummary.of(in.readString(), Instant.ofEpochMilli(in.readSigned()))
            .sparkVersion(in.readString())
            .succeeded(in.readBoolean())
            .time(in.readSigned(), in.readSigned())
            .lifetimes(in.readSigned(), in.readSigned());
    OptionalDouble cost = readDouble(in);
    String unit = in.readString();
    if (cost.isPresent()) {
      run.cost(cost.getAsDouble(), unit);
    }
    run.input(in.readSigned(), in.readSigned(), in.readSigned())
        .tasks(in.readSigned(), in.readSigned(), in.readSigned())
        .heap(readLong(in), readLong(in), in.readBoolean())
        .failures(in.readSigned(), in.readSigned())
        .completeness(Double.longBitsToDouble(in.readSigned()))
        .slots(in.readInt())
        .predictedSpanMs(readLong(in));
    SortedMap<String, String> settings = new TreeMap<>();
    for (int i = in.readLength(); i > 0; i--) {
      settings.put(in.readString(), in.readString());
    }
    List<PastAdvice> recommended = new ArrayList<>();
    for (int i = in.readLength(); i > 0; i--) {
      recommended.add(readAdvice(in));
    }
    TreeSet<String> advised = new TreeSet<>();
    for (int i = in.readLength(); i > 0; i--) {
      advised.add(in.readString());
    }
    SortedMap<String, Double> observed = new TreeMap<>();
    for (int i = in.readLength(); i > 0; i--) {
      observed.put(in.readString(), Double.longBitsToDouble(in.readSigned()));
    }
    return run.settings(settings)
        .recommended(recommended)
        .advised(advised)
        .observed(observed)
        .build();
  }

  private static void write(StateWriter out, PastAdvice advice) {
    out.writeString(advice.property()).writeString(advice.ruleId()).writeString(advice.etag());
    write(out, advice.previous());
    out.writeString(advice.recommended());
    write(out, advice.lowerBound());
    write(out, advice.upperBound());
    out.writeString(advice.unit()).writeBoolean(advice.reliability());
    write(out, advice.expected().getTime());
    write(out, advice.expected().getCost());
  }

  private static PastAdvice readAdvice(StateReader in) {
    return new PastAdvice(
        in.readString(),
        in.readString(),
        in.readString(),
        readText(in),
        in.readString(),
        readText(in),
        readText(in),
        in.readString(),
        in.readBoolean(),
        new Impact(readChange(in), readChange(in)));
  }

  private static void write(StateWriter out, TriedValue tried) {
    TriedValue.InRun run = tried.run();
    TriedValue.Setting setting = tried.setting();
    TriedValue.Consequence effect = tried.effect();
    out.writeString(run.applicationId()).writeSigned(run.started().toEpochMilli());
    out.writeString(setting.property()).writeString(setting.ruleId());
    out.writeString(tried.state().name());
    write(out, setting.previous());
    out.writeString(setting.applied()).writeString(setting.unit()).writeSigned(run.input());
    out.writeString(run.sparkVersion());
    write(out, effect.time().share());
    write(out, effect.costShare());
    write(out, effect.time().thresholdShare());
    write(out, effect.time().beforeMs());
    out.writeSigned(effect.time().spanMs()).writeBoolean(effect.outOfMemory());
  }

  private static TriedValue readTried(StateReader in) {
    String applicationId = in.readString();
    Instant started = Instant.ofEpochMilli(in.readSigned());
    String property = in.readString();
    String ruleId = in.readString();
    RecommendationState state = constant(in.readString(), RecommendationState.UNKNOWN);
    TriedValue.Setting setting =
        new TriedValue.Setting(property, ruleId, readText(in), in.readString(), in.readString());
    TriedValue.InRun run =
        new TriedValue.InRun(applicationId, started, in.readSigned(), in.readString());
    OptionalDouble timeShare = readDouble(in);
    OptionalDouble costShare = readDouble(in);
    OptionalDouble thresholdShare = readDouble(in);
    double beforeMs = Double.longBitsToDouble(in.readSigned());
    TriedValue.OnTime time =
        new TriedValue.OnTime(timeShare, thresholdShare, beforeMs, in.readSigned());
    return new TriedValue(
        run, setting, state, new TriedValue.Consequence(time, costShare, in.readBoolean()));
  }

  private static void write(StateWriter out, Change change) {
    write(out, optional(change.getExpected()));
    write(out, optional(change.getLow()));
    write(out, optional(change.getHigh()));
    out.writeString(change.getUnit()).writeString(change.getBasis().name());
  }

  private static Change readChange(StateReader in) {
    return new Change(
        nullable(readDouble(in)),
        nullable(readDouble(in)),
        nullable(readDouble(in)),
        in.readString(),
        constant(in.readString(), ImpactBasis.UNKNOWN));
  }

  /** A constant by name; the unknown one for a name that only a newer build knows. */
  private static <E extends Enum<E>> E constant(String name, E unknown) {
    for (E constant : unknown.getDeclaringClass().getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    return unknown;
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static @Nullable Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static void write(StateWriter out, double value) {
    out.writeSigned(Double.doubleToLongBits(value));
  }

  private static void write(StateWriter out, OptionalDouble value) {
    out.writeBoolean(value.isPresent());
    value.ifPresent(number -> write(out, number));
  }

  private static void write(StateWriter out, OptionalLong value) {
    out.writeBoolean(value.isPresent());
    value.ifPresent(out::writeSigned);
  }

  private static void write(StateWriter out, Optional<String> value) {
    out.writeString(value.orElse(null));
  }

  private static OptionalDouble readDouble(StateReader in) {
    return in.readBoolean()
        ? OptionalDouble.of(Double.longBitsToDouble(in.readSigned()))
        : OptionalDouble.empty();
  }

  private static OptionalLong readLong(StateReader in) {
    return in.readBoolean() ? OptionalLong.of(in.readSigned()) : OptionalLong.empty();
  }

  private static Optional<String> readText(StateReader in) {
    return Optional.ofNullable(in.readNullableString());
  }
}
