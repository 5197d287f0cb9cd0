package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.render.Cards;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.Confidence;
import io.attune.schemas.Impact;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Recommendation;
import io.attune.schemas.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecommendationCardTest {
  private final Terminal terminal = Terminal.plain(System.out, System.err, 60);
  private final RecommendationCard card = new RecommendationCard(terminal);

  @Test
  void putsTheGainFirstAndTheDoubtLast() {
    assertThat(card.block(recommendation("spark.sql.shuffle.partitions", "8", "200")))
        .isEqualTo(
            """
            What it saves is not known before it is tried.
            spark.sql.shuffle.partitions = 8  (now 200)  high
              8 partitions instead of 200: most of the tasks read next
              to nothing.
              nightly-orders · app-1 · stage 3 · 80 % sure after 1 run
              Doubt: A larger input day needs more.
            """);
  }

  @Test
  void putsTheSettingsOfOneChangeOnOneCardWithItsHeadFirst() {
    Recommendation second = recommendation("spark.executor.cores", "2", null);
    Recommendation head = recommendation("spark.cores.max", "4", "8");
    Recommendation alone = recommendation("spark.executor.memory", "2g", "1g");
    for (Recommendation one : List.of(second, head)) {
      one.setGroup("executor-count/spark.cores.max");
    }

    List<List<Recommendation>> cards = Cards.of(List.of(second, alone, head));

    assertThat(cards).containsExactly(List.of(head, second), List.of(alone));
    assertThat(card.block(cards.get(0)))
        .startsWith(
            """
            What it saves is not known before it is tried.
            spark.cores.max = 4  (now 8)  high
            spark.executor.cores = 2  (now unknown)
              8 partitions\
            """);
  }

  @Test
  void breaksAHeadlineThatIsTooWide() {
    String property = "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes";
    assertThat(card.block(recommendation(property, "44m", null)))
        .contains("\n" + property + " = 44m\n  (now unknown)  high\n");
  }

  @Test
  void namesTheRuleWhereThereIsNoSetting() {
    assertThat(card.block(recommendation(null, null, null)))
        .contains("\nAdvice: shuffle-partitions  high\n");
  }

  @Test
  void saysInOneLineWhatWasWithdrawn() {
    assertThat(card.withdrawn("nightly-orders", "spark.executor.memory", "4g"))
        .isEqualTo("Withdrawn: spark.executor.memory (was 4g) for nightly-orders");
    assertThat(card.withdrawn("nightly-orders", "spark.executor.memory", null))
        .isEqualTo("Withdrawn: spark.executor.memory for nightly-orders");
  }

  static Recommendation recommendation(String property, String recommended, String current) {
    Change unknown = new Change();
    unknown.setBasis(ImpactBasis.NONE);
    unknown.setUnit("unit");
    Impact impact = new Impact();
    impact.setTime(unknown);
    impact.setCost(unknown);
    Confidence confidence = new Confidence();
    confidence.setValue(0.8);
    confidence.setRuns(1);
    confidence.setConditions(List.of());
    Recommendation recommendation = new Recommendation();
    recommendation.setWorkload("nightly-orders");
    recommendation.setApplicationId("app-1");
    recommendation.setStageId(3);
    recommendation.setRuleId("shuffle-partitions");
    recommendation.setEtag("e");
    recommendation.setProperty(property);
    recommendation.setRecommended(recommended);
    recommendation.setCurrent(current);
    recommendation.setSeverity(Severity.HIGH);
    recommendation.setCategory(Category.PARTITIONS);
    recommendation.setImpact(impact);
    recommendation.setConfidence(confidence);
    recommendation.setEventTime(Instant.EPOCH);
    recommendation.setSummary(
        "8 partitions instead of 200: most of the tasks read next to nothing.");
    recommendation.setDoubt("A larger input day needs more.");
    return recommendation;
  }
}
