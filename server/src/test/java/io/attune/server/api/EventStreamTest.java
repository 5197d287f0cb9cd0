package io.attune.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.testing.AdviceSheets;
import io.attune.schemas.Recommendation;
import io.attune.server.http.ProblemException;
import io.attune.server.http.Stream;
import io.attune.server.testing.FakeRecommendations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private final FakeRecommendations recommendations = new FakeRecommendations();
  private final EventStream events = new EventStream(recommendations, 2);

  /** Takes what it is sent when it likes. */
  private static final class Reader implements Stream {
    private final List<String> read = new ArrayList<>();
    private boolean slow;
    private boolean ended;
    private boolean aborted;
    private Runnable done;
    private Runnable gone;

    @Override
    public void write(byte[] bytes, Runnable done, Runnable gone) {
      assertThat(this.done).as("one write at a time").isNull();
      read.add(new String(bytes, StandardCharsets.UTF_8));
      this.done = done;
      this.gone = gone;
      if (!slow) {
        take();
      }
    }

    void take() {
      Runnable taken = done;
      done = null;
      taken.run();
    }

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public void abort() {
      aborted = true;
    }

    String last() {
      return read.get(read.size() - 1);
    }
  }

  private Reader follow() {
    Reader reader = new Reader();
    events.admit();
    events.follow(reader);
    return reader;
  }

  private void publish(String setting) {
    recommendations.publish(AdviceSheets.recommendation(setting));
  }

  @AfterEach
  void close() {
    events.close();
  }

  @Test
  void changesOfASecondAreOneMessageWithTheNewestOfEachKey() {
    Reader reader = follow();
    publish("spark.executor.cores=4");
    publish("spark.executor.cores=8");
    publish("spark.executor.memory=6144m");
    recommendations.withdraw("story/spark.executor.memory");
    assertThat(reader.read).as("nothing before the second is over").hasSize(1);

    events.tick();

    assertThat(reader.read).hasSize(2);
    assertThat(reader.last())
        .startsWith("event: recommendations\ndata: {")
        .endsWith("}\n\n")
        .contains("\"recommended\":\"8\"", "\"withdrawn\":[\"story/spark.executor.memory\"]")
        .doesNotContain("\"recommended\":\"4\"");
  }

  @Test
  void aQuietStreamHasAHeartbeat() {
    Reader reader = follow();
    for (int i = 0; i < EventStream.HEARTBEAT_TICKS - 1; i++) {
      events.tick();
    }
    assertThat(reader.read).hasSize(1);

    events.tick();

    assertThat(reader.last()).startsWith(":").endsWith("\n\n");
  }

  @Test
  void aSlowReaderHoldsUpNobodyAndGetsTheNewestWhenItIsBack() {
    Reader slow = follow();
    Reader quick = follow();
    slow.slow = true;
    publish("spark.executor.cores=1");
    events.tick();
    for (int value = 2; value < 9; value++) {
      publish("spark.executor.cores=" + value);
      events.tick();
    }
    assertThat(quick.read).hasSize(9);
    assertThat(slow.read).hasSize(2);

    slow.take();
    events.tick();

    assertThat(slow.read).hasSize(3);
    assertThat(slow.last())
        .contains("\"recommended\":\"8\"")
        .doesNotContain("\"recommended\":\"7\"");
  }

  @Test
  void aReaderThatTakesNothingIsEnded() {
    Reader stuck = follow();
    stuck.slow = true;
    publish("spark.executor.cores=1");
    for (int i = 0; i < EventStream.PATIENCE_TICKS + 1; i++) {
      assertThat(stuck.aborted).isFalse();
      events.tick();
    }
    events.tick();

    assertThat(stuck.aborted).isTrue();
    assertThat(events.viewers()).isZero();
    follow();
    follow();
  }

  @Test
  void moreChangesThanAMessageHoldsAreToBeAskedFor() {
    Reader reader = follow();
    for (int i = 0; i <= Changes.MOST; i++) {
      Recommendation recommendation = AdviceSheets.recommendation("spark.executor.cores=4");
      recommendation.setWorkload("w" + i);
      recommendations.publish(recommendation);
    }

    events.tick();

    assertThat(reader.last()).isEqualTo("event: reset\ndata: {}\n\n");
  }

  @Test
  void oneMoreThanMayIsRefusedUntilOneGoes() {
    Reader first = follow();
    follow();
    assertThatThrownBy(events::admit)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("2 viewers follow already");

    publish("spark.executor.cores=4");
    first.slow = true;
    events.tick();
    first.gone.run();

    assertThat(events.viewers()).isEqualTo(1);
    follow();
  }

  @Test
  void closingEndsAllInOrder() {
    Reader idle = follow();
    Reader writing = follow();
    writing.slow = true;
    publish("spark.executor.cores=4");
    events.tick();

    events.close();
    assertThat(idle.ended).isTrue();
    assertThat(writing.ended).as("not in the middle of a write").isFalse();
    writing.take();
    assertThat(writing.ended).isTrue();
  }
}
