package io.attune.server;

import static java.util.Objects.requireNonNull;

import io.attune.server.http.RequestMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** What is counted about HTTP. Its labels are paths of the table and statuses: a few of each. */
final class ServerMetrics implements RequestMeter {
  private final MeterRegistry registry;

  ServerMetrics(MeterRegistry registry) {
    this.registry = requireNonNull(registry, "registry is null");
  }

  @Override
  public void served(String path, int status, long nanos) {
    Timer.builder("attune.http.requests")
        .description("Requests that were answered, and the time it took")
        .tag("path", path)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  void viewers(IntSupplier viewers) {
    Gauge.builder("attune.http.viewers", viewers::getAsInt)
        .description("Pages and programs that follow live changes")
        .register(registry);
  }

  void recommendations(IntSupplier rows) {
    Gauge.builder("attune.recommendations.current", rows::getAsInt)
        .description("Recommendations that are published now, of all instances")
        .register(registry);
  }
}
