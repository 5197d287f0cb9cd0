package io.attune.benchmarks.predict;

import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.prediction.Prediction;
import java.util.Map;

/**
 * A prediction and the actual time.
 *
 * @param application the application
 * @param trained size of the run that the prediction is based on
 * @param asked predicted size
 * @param actualMs time of the real run at that size
 * @param spans times predicted by each method
 * @param attune Attune's prediction
 */
record Trial(
    LabApplication application,
    ClusterSize trained,
    ClusterSize asked,
    double actualMs,
    Map<Method, Double> spans,
    Prediction attune) {
  /** (predicted − actual) ÷ actual. */
  double error(Method method) {
    return spans.get(method) / actualMs - 1;
  }

  /** Whether the actual time is in Attune's interval. */
  boolean covered() {
    return attune.intervalLowMs() <= actualMs && actualMs <= attune.intervalHighMs();
  }

  /** Whether the predicted size differs from the trained size. */
  boolean elsewhere() {
    return !trained.equals(asked);
  }
}
