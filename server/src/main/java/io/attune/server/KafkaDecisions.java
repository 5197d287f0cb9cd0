package io.attune.server;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Decision;
import io.attune.server.api.DecisionLog;
import io.attune.streams.client.DecisionWriter;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decisions to their topic. The producer is opened with the first one: most never see any. */
final class KafkaDecisions implements DecisionLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaDecisions.class);

  private final Supplier<DecisionWriter> opening;
  private DecisionWriter writer;
  private boolean closed;

  KafkaDecisions(Supplier<DecisionWriter> opening) {
    this.opening = requireNonNull(opening, "opening is null");
  }

  @Override
  public void write(String workload, String subject, Optional<Decision> decision) {
    try {
      writer().write(workload, subject, decision);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("Attune is stopping", e);
    } catch (TimeoutException e) {
      throw refused("Kafka did not take it in time", e);
    } catch (ExecutionException e) {
      throw refused("Kafka did not take it", e.getCause());
    } catch (KafkaException e) {
      throw refused("Kafka or the schema registry did not take it", e);
    }
  }

  private static UnavailableException refused(String what, Throwable cause) {
    LOG.warn("A decision was not written: {}: {}", what, cause.toString());
    return new UnavailableException(
        "The decision was not written: " + what + "; Attune's log has the reason.", cause);
  }

  private synchronized DecisionWriter writer() {
    if (closed) {
      throw new UnavailableException("The decision was not written: Attune is stopping.", null);
    }
    if (writer == null) {
      writer = opening.get();
    }
    return writer;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (writer != null) {
      writer.close();
    }
  }
}
