package io.attune.benchmarks.predict;

import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.prediction.Prediction;
import java.util.Map;

/**
 * One prediction beside what happened.
 *
 * @param application the application
 * @param trained size of the run that was looked at
 * @param asked size that was predicted
 * @param actualMs span of the real run at that size
 * @param spans spans predicted by each method
 * @param attune all that Attune predicted
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

  /** Whether what happened lies in Attune's interval. */
  boolean covered() {
    return attune.intervalLowMs() <= actualMs && actualMs <= attune.intervalHighMs();
  }

  /** Whether it is a prediction at another size and not a check at the same. */
  boolean elsewhere() {
    return !trained.equals(asked);
  }
}
