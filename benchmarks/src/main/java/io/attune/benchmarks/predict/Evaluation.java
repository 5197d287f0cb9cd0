package io.attune.benchmarks.predict;

import io.attune.advisor.application.DriverTime;
import io.attune.advisor.application.Run;
import io.attune.advisor.prediction.Calibration;
import io.attune.advisor.prediction.ClusterSize;
import io.attune.advisor.prediction.Prediction;
import io.attune.advisor.prediction.Predictor;
import io.attune.advisor.prediction.RunModel;
import io.attune.advisor.table.RuleTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Predicts from each recorded run the application's time at all other sizes. */
final class Evaluation {
  private final RuleTable table;
  private final List<Trial> trials = new ArrayList<>();

  /** Creates an evaluation with a rule table. */
  Evaluation(RuleTable table) {
    this.table = table;
  }

  /** Adds the recordings of an application, ignoring missing ones. */
  void add(LabApplication application, Recordings recordings) throws IOException {
    Map<ClusterSize, Recordings.Recorded> runs = new LinkedHashMap<>();
    for (ClusterSize size : Recordings.sizesOf(application)) {
      Optional<Recordings.Recorded> recorded = recordings.read(application, size);
      if (recorded.isPresent()) {
        runs.put(size, recorded.get());
      }
    }
    for (Map.Entry<ClusterSize, Recordings.Recorded> from : runs.entrySet()) {
      Run run = from.getValue().run();
      RunModel model =
          RunModel.of(run, table)
              .orElseThrow(
                  () -> new IOException(application.label() + " cannot be predicted from"));
      Predictor predictor = new Predictor(model, Calibration.none(), table);
      PlainReplay plain = new PlainReplay(run, from.getValue().tasks());
      for (Map.Entry<ClusterSize, Recordings.Recorded> to : runs.entrySet()) {
        ClusterSize asked = to.getKey();
        Prediction prediction = predictor.predict(asked);
        Map<Method, Double> spans = new EnumMap<>(Method.class);
        spans.put(Method.ATTUNE, (double) prediction.spanMs());
        spans.put(Method.PLAIN_REPLAY, plain.spanMs(asked.slots()));
        DriverTime driver = run.application().driverTime();
        double span = driver.spanMs();
        double ratio = (double) from.getKey().slots() / asked.slots();
        double serial = driver.idleInSpanMs();
        spans.put(Method.AMDAHL, serial + (span - serial) * ratio);
        spans.put(Method.PERFECT, span * ratio);
        spans.put(Method.CONSTANT, span);
        double actual = to.getValue().run().application().span().orElseThrow().durationMs();
        trials.add(new Trial(application, from.getKey(), asked, actual, spans, prediction));
      }
    }
  }

  /** All trials, including those at the trained size. */
  List<Trial> trials() {
    return List.copyOf(trials);
  }
}
