package io.attune.advisor.assess;

import io.attune.advisor.prediction.Prediction;
import io.attune.advisor.sizing.Front;
import io.attune.advisor.sizing.FrontPoint;
import io.attune.advisor.sizing.Priced;
import io.attune.schemas.Forecast;
import io.attune.schemas.ForecastPoint;
import java.util.List;
import java.util.Optional;

/** Makes the published record of what a run would take and cost at other sizes. */
public final class ForecastRecords {
  private ForecastRecords() {}

  /** The record of an assessment; empty when it did not look at other sizes. */
  public static Optional<Forecast> of(Assessment assessment) {
    return assessment
        .front()
        .filter(front -> !front.points().isEmpty())
        .map(front -> forecast(assessment, front));
  }

  private static Forecast forecast(Assessment assessment, Front front) {
    return Forecast.newBuilder()
        .setWorkload(assessment.workload())
        .setApplicationId(assessment.applicationId())
        .setObjective(front.objective().toString())
        .setUnit(front.points().get(0).asItRan().cost().unit())
        .setPoints(points(front))
        .setEventTime(assessment.eventTime())
        .setUnits(assessment.shares())
        .build();
  }

  private static List<ForecastPoint> points(Front front) {
    return front.points().stream().map(ForecastRecords::point).toList();
  }

  private static ForecastPoint point(FrontPoint point) {
    Prediction prediction = point.asItRan().prediction();
    return ForecastPoint.newBuilder()
        .setSlots(prediction.size().slots())
        .setExecutors(prediction.size().executors())
        .setCoresPerExecutor(prediction.size().coresPerExecutor())
        .setDurationMs(prediction.durationMs())
        .setSpanMs(prediction.spanMs())
        .setIntervalLowMs(prediction.intervalLowMs())
        .setIntervalHighMs(prediction.intervalHighMs())
        .setLowerBoundMs(prediction.lowerBoundMs())
        .setUpperBoundMs(prediction.upperBoundMs())
        .setBasis(prediction.basis())
        .setCost(point.asItRan().amount())
        .setAdvisedSpanMs(point.advised().map(Priced::spanMs).orElse(null))
        .setAdvisedCost(point.advised().map(Priced::amount).orElse(null))
        .setCurrent(point.current())
        .setChosen(point.chosen())
        .build();
  }
}
