package io.attune.server.view;

import io.attune.schemas.Forecast;
import java.util.Optional;

/** Time and cost of the newest ended run of each workload at other sizes. */
public interface ForecastsOfWorkloads {
  /** The forecast of a workload; empty when there is none. */
  Optional<Forecast> of(String workload);
}
