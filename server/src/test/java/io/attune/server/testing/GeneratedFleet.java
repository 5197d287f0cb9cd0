package io.attune.server.testing;

import io.attune.advisor.history.RunSummary;
import io.attune.advisor.history.TriedValue;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.Change;
import io.attune.schemas.Forecast;
import io.attune.schemas.ForecastPoint;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Outcome;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.RunContext;
import io.attune.schemas.Severity;
import io.attune.schemas.UnitShare;
import io.attune.streams.advise.KnownWorkload;
import io.attune.streams.testing.StreamStories;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Many workloads with past runs, advice, forecasts and outcomes, the same for each seed. */
public final class GeneratedFleet {
  /** Names that a page has to bear. */
  public static final List<String> HOSTILE =
      List.of(
          "<img src=x onerror=alert(1)>",
          "right\u202Eto left\u0007",
          "'\"&</script><script>alert(2)</script>",
          "x".repeat(4_000));

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final List<String> OWNERS = List.of("finance", "growth", "data platform", "ads");
  private static final List<String> PLATFORMS = List.of("databricks", "emr", "kubernetes", "yarn");
  private static final List<String> SETTINGS =
      List.of(
          "spark.sql.shuffle.partitions=480",
          "spark.executor.memory=6144m",
          "spark.executor.cores=4",
          "spark.executor.instances=12");

  private final ServedApi served;
  private final Random random;

  private GeneratedFleet(ServedApi served, long seed) {
    this.served = served;
    this.random = new Random(seed);
  }

  /** Adds workloads, the first of them running. */
  public static void fill(ServedApi served, int workloads, int running, long seed) {
    GeneratedFleet fleet = new GeneratedFleet(served, seed);
    for (int i = 0; i < workloads; i++) {
      fleet.add(name(i), i);
      if (i < running) {
        served.runs.add(
            StreamStories.begun(name(i)).workload(name(i)).later(Duration.ofSeconds(i)).build());
      }
    }
  }

  /** Name of the workload with a number. */
  public static String name(int number) {
    return List.of("nightly", "hourly", "adhoc", "monthly").get(number % 4)
        + "-"
        + List.of("orders", "clicks", "ledger", "features", "sessions").get(number % 5)
        + "-"
        + number;
  }

  /** Adds one workload under any name. */
  public void add(String workload, int number) {
    double cost = Math.exp(random.nextGaussian()) * 4;
    long spanMs = (long) (Math.exp(random.nextGaussian()) * 600_000);
    served.runs.remember(workload, known(workload, number, cost, spanMs));
    int advice = number % 3 == 2 ? 0 : 1 + number % 2;
    for (int i = 0; i < advice; i++) {
      served.recommendations.publish(advice(workload, number, i, cost, spanMs));
    }
    served.forecasts.put(workload, forecast(workload, cost, spanMs));
    if (number % 7 == 0) {
      served.outcomes.add(outcome(workload, number, cost, spanMs));
    }
  }

  /** Adds workloads whose names a page has to bear. */
  public static void fillHostile(ServedApi served) {
    GeneratedFleet fleet = new GeneratedFleet(served, 7);
    for (int i = 0; i < HOSTILE.size(); i++) {
      fleet.add(HOSTILE.get(i), 3 * i);
    }
  }

  /** Adds what {@link LiveStory} tells, with what is known of its units. */
  public static void fillStories(ServedApi served) {
    served.runs.add(LiveStory.stream().build());
    served.runs.add(LiveStory.units().build());
    served.runs.add(LiveStory.running().build());
    GeneratedFleet fleet = new GeneratedFleet(served, 11);
    fleet.add("shared/group=etl", 1);
    fleet.add("shared", 0);
    Forecast forecast = served.forecasts.get("shared");
    forecast.setUnits(
        List.of(
            share("shared/group=report", "group=report", 2, 410_000),
            share("shared/group=etl", "group=etl", 4, 1_230_000),
            share(null, null, 0, 360_000)));
  }

  private static UnitShare share(String workload, String unit, int jobs, long slotTimeMs) {
    return UnitShare.newBuilder()
        .setWorkload(workload)
        .setUnit(unit)
        .setJobs(jobs)
        .setSlotTimeMs(slotTimeMs)
        .setMemoryMibMs(slotTimeMs)
        .setCostMillionths(2 * slotTimeMs)
        .build();
  }

  private KnownWorkload known(String workload, int number, double cost, long spanMs) {
    WorkloadHistory history = WorkloadHistory.empty();
    int runs = number % 11 == 10 ? 1 : 8;
    Duration between = Duration.ofHours(List.of(24, 1, 60, 700).get(number % 4));
    for (int i = 0; i < runs; i++) {
      double noise = 1 + 0.05 * random.nextGaussian();
      history =
          history.with(
              RunSummary.of("app-" + number + "-" + i, NOW.minus(between.multipliedBy(runs - i)))
                  .sparkVersion("3.5.1")
                  .succeeded(i != 3)
                  .time((long) (spanMs * noise) + 20_000, (long) (spanMs * noise))
                  .cost(cost * noise, "EUR")
                  .input((long) (8e9 * noise), 1_000_000, 0)
                  .slots(32)
                  .settings(Map.of("spark.executor.memory", i < 5 ? "4g" : "6g"))
                  .build(),
              i < 5 ? List.of() : List.of(tried(number, i, spanMs)));
    }
    return new KnownWorkload(history, OptionalDouble.of(0.12), Optional.empty());
  }

  private static TriedValue tried(int number, int run, long spanMs) {
    return new TriedValue(
        new TriedValue.InRun("app-" + number + "-" + run, NOW, 8_000_000_000L, "3.5.1"),
        new TriedValue.Setting(
            "spark.executor.memory", "gc-pressure", Optional.of("4g"), "6g", "bytes"),
        RecommendationState.SUCCEEDED,
        new TriedValue.Consequence(
            new TriedValue.OnTime(
                OptionalDouble.of(-0.2), OptionalDouble.of(0.2), spanMs * 1.2, spanMs),
            OptionalDouble.of(-0.1),
            false));
  }

  private Recommendation advice(String workload, int number, int which, double cost, long spanMs) {
    Recommendation r =
        AdviceSheets.recommendation(SETTINGS.get((number + which) % SETTINGS.size()));
    double part = which == 0 ? random.nextDouble() * 0.6 : 0.05;
    r.setWorkload(workload);
    r.setRecommendationId(workload + which);
    r.setApplicationId("app-" + number + "-7");
    r.setSeverity(Severity.values()[1 + number % 4]);
    r.setRuleId(List.of("skew", "spill", "gc-pressure", "shuffle-partitions").get(number % 4));
    r.setOwner(OWNERS.get(number % OWNERS.size()));
    RunContext context = new RunContext();
    context.setPlatform(PLATFORMS.get(number % PLATFORMS.size()));
    r.setContext(context);
    r.setImpact(
        new Impact(
            new Change(
                -part * spanMs,
                -part * spanMs * 1.2,
                -part * spanMs * 0.8,
                "ms",
                ImpactBasis.REPLAY),
            new Change(
                -part * cost, -part * cost * 1.2, -part * cost * 0.8, "EUR", ImpactBasis.REPLAY)));
    return r;
  }

  private static Forecast forecast(String workload, double cost, long spanMs) {
    List<ForecastPoint> points = new ArrayList<>();
    for (int executors = 2; executors <= 16; executors += 2) {
      long span = spanMs * 8 / executors / 2 + spanMs / 2;
      double price = cost * (0.4 + 0.6 * executors / 8);
      points.add(
          ForecastPoint.newBuilder()
              .setSlots(executors * 4)
              .setExecutors(executors)
              .setCoresPerExecutor(4)
              .setDurationMs(span + 20_000)
              .setSpanMs(span)
              .setIntervalLowMs(span * 9 / 10)
              .setIntervalHighMs(span * 11 / 10)
              .setLowerBoundMs(span / 2)
              .setUpperBoundMs(span * 2)
              .setBasis(ImpactBasis.REPLAY)
              .setCost(price)
              .setAdvisedSpanMs(span * 7 / 10)
              .setAdvisedCost(price * 0.7)
              .setCurrent(executors == 8)
              .setChosen(executors == 6)
              .build());
    }
    return Forecast.newBuilder()
        .setWorkload(workload)
        .setApplicationId("app")
        .setObjective("balanced")
        .setUnit("EUR")
        .setPoints(points)
        .setUnits(List.of())
        .setEventTime(NOW)
        .build();
  }

  private Outcome outcome(String workload, int number, double cost, long spanMs) {
    double expected = -0.3 * spanMs;
    double realised = expected * (0.7 + 0.6 * random.nextDouble());
    return Outcome.newBuilder()
        .setRecommendationId(workload)
        .setEtag("1")
        .setWorkload(workload)
        .setApplicationId("app-" + number + "-7")
        .setRuleId(List.of("skew", "spill", "gc-pressure").get(number % 3))
        .setProperty("spark.executor.memory")
        .setPrevious("4g")
        .setApplied("6g")
        .setState(number % 21 == 0 ? RecommendationState.REGRESSED : RecommendationState.SUCCEEDED)
        .setExpected(
            new Impact(
                new Change(expected, null, null, "ms", ImpactBasis.REPLAY),
                new Change(-0.2 * cost, null, null, "EUR", ImpactBasis.REPLAY)))
        .setRealised(
            new Impact(
                new Change(realised, null, null, "ms", ImpactBasis.MEASURED),
                new Change(-0.2 * cost, null, null, "EUR", ImpactBasis.MEASURED)))
        .setChangedTogether(List.of())
        .setRunsBefore(5)
        .setRunsAfter(1)
        .setInPart(false)
        .setSummary("spark.executor.memory = 6g (was 4g) succeeded: faster than before.")
        .setEventTime(NOW.minus(Duration.ofDays(number % 60)))
        .build();
  }

  /** Serves a fleet until it is ended: {@code PORT WORKLOADS RUNNING}. */
  public static void main(String[] args) throws InterruptedException {
    ServedApi served = new ServedApi(Map.of("http.port", args[0]));
    fill(served, Integer.parseInt(args[1]), Integer.parseInt(args[2]), 1);
    fillHostile(served);
    fillStories(served);
    served.runs.add(RunBuilder.application("whole").executors(4, 2, "1g").ended().build());
    System.out.println(served.url());
    Thread.currentThread().join();
  }
}
