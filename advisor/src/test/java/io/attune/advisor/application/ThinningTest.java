package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.testing.RunBuilder;
import io.attune.schemas.LifecycleEvent;
import io.attune.schemas.LifecycleKind;
import io.attune.schemas.PlanNode;
import io.attune.schemas.SqlExecutionStarted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private static final long LIMIT = 200_000;

  private static LifecycleEvent query(long id, int characters) {
    PlanNode node =
        PlanNode.newBuilder()
            .setName("Project")
            .setDescription("")
            .setMetadata(Map.of("Location" + id, "x".repeat(100), "k".repeat(characters), "v"))
            .setMetrics(List.of())
            .build();
    return LifecycleEvent.newBuilder()
        .setApplicationId("app-1")
        .setEventTime(RunBuilder.START)
        .setKind(LifecycleKind.SQL_EXECUTION_STARTED)
        .setSqlExecutionStarted(
            SqlExecutionStarted.newBuilder()
                .setExecutionId(id)
                .setDescription("query " + id)
                .setStartTime(Instant.EPOCH.plusSeconds(id + 1))
                .setPlan(List.of(node))
                .setModifiedConfigs(Map.of())
                .build())
        .build();
  }

  @Test
  void anApplicationWithinItsLimitKeepsEverything() {
    ApplicationState application = new ApplicationState("app-1");
    for (int i = 0; i < 100; i++) {
      application.apply(query(i, 100));
      assertThat(Thinning.thin(application, LIMIT, 500)).isFalse();
    }
    assertThat(application.sqlExecutions()).hasSize(100);
    assertThat(Thinning.isThinned(application)).isFalse();
  }

  @Test
  void oneBeyondItLosesWhatCameFirstAndIsMarked() {
    ApplicationState application = new ApplicationState("app-1");
    for (int i = 0; i < 400; i++) {
      application.apply(query(i, 2_000));
      Thinning.thin(application, LIMIT, 2_500);
      assertThat(ApplicationCodec.size(application.content())).isLessThan((int) LIMIT + 10_000);
    }
    assertThat(Thinning.isThinned(application)).isTrue();
    assertThat(application.sqlExecutions()).isNotEmpty().hasSizeLessThan(120);
    assertThat(
            application.sqlExecutions().get(application.sqlExecutions().size() - 1).executionId())
        .isEqualTo(399);
    ApplicationState read = ApplicationState.fromBytes(application.toBytes());
    assertThat(Thinning.isThinned(read)).as("the mark is stored").isTrue();
    assertThat(read.toBytes()).isEqualTo(application.toBytes());
  }

  @Test
  void whatWasReadBackIsMeasuredFromWhatItWas() {
    ApplicationState application = new ApplicationState("app-1");
    for (int i = 0; i < 400; i++) {
      application.apply(query(i, 2_000));
      Thinning.thin(application, LIMIT, 2_500);
      application = ApplicationState.fromBytes(application.toBytes());
      assertThat(ApplicationCodec.size(application.content())).isLessThan((int) LIMIT + 10_000);
    }
  }

  @Test
  void oneEventThatIsLargerThanTheLimitIsForgotten() {
    ApplicationState application = new ApplicationState("app-1");
    application.apply(query(1, 1_000_000));
    assertThat(Thinning.thin(application, LIMIT, 1_000_000)).isTrue();
    assertThat(ApplicationCodec.size(application.content())).isLessThan(1_000);
    assertThat(application.sqlExecutions()).isEmpty();
  }
}
