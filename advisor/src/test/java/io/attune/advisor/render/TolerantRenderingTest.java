package io.attune.advisor.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.advisor.assess.Advisor;
import io.attune.advisor.assess.Stories;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.table.RuleTable;
import io.attune.advisor.testing.FakeRule;
import io.attune.schemas.Recommendation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TolerantRenderingTest {
  private static final Format.Display PLAIN = new Format.Display(80, false, true);
  private static final AnalysisReport SOUND = report(List.of());

  private static AnalysisReport report(List<Recommendation> unrenderable) {
    var run = Stories.troubled().ended().build();
    var assessment =
        new Advisor(FakeRule.amongStandard(3, FakeRule.broken()), RuleTable.standard())
            .assess(run, WorkloadHistory.empty());
    List<Recommendation> all = new ArrayList<>(assessment.recommendations());
    all.addAll(1, unrenderable);
    return new AnalysisReport(run, assessment.withRecommendations(all));
  }

  /** The first recommendation again, with a summary that nothing can read. */
  private static Recommendation unreadable() {
    Recommendation sound = SOUND.assessment().recommendations().get(0);
    Recommendation unreadable =
        new Recommendation() {
          private static final long serialVersionUID = 1;

          @Override
          public String getSummary() {
            throw new IllegalStateException("made for this test");
          }

          @Override
          public Object get(int field) {
            return field == summary() ? getSummary() : super.get(field);
          }
        };
    for (int field = 0; field < sound.getSchema().getFields().size(); field++) {
      if (field != summary()) {
        unreadable.put(field, sound.get(field));
      }
    }
    // A card of its own: what stands on another's is not asked for its summary.
    unreadable.setGroup("of its own");
    return unreadable;
  }

  private static int summary() {
    return Recommendation.getClassSchema().getField("summary").pos();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void one_that_cannot_be_rendered_does_not_cost_the_others(Format format) {
    Rendering rendering = format.rendering(PLAIN);
    AnalysisReport report = report(List.of(unreadable()));

    assertThat(rendering.render(report)).isEqualTo(rendering.render(SOUND));
    assertThat(rendering.renderAll(List.of(report, SOUND)))
        .isEqualTo(rendering.renderAll(List.of(SOUND, SOUND)));
    assertThat(rendering.render(AdviceSheet.of(report)))
        .isEqualTo(rendering.render(AdviceSheet.of(SOUND)));
    List<String> expected = new ArrayList<>(rendering.notes(AdviceSheet.of(SOUND)));
    List<String> notes = rendering.notes(AdviceSheet.of(report));
    assertThat(notes).hasSize(expected.size() + 1).containsAll(expected);
    assertThat(notes.get(notes.size() - 1))
        .startsWith("spark.sql.shuffle.partitions of rule spill is left out: writing it failed: ");
  }

  @Test
  void what_fails_whatever_the_advice_is_no_matter_of_one_recommendation() {
    Rendering broken =
        new TolerantRendering(
            new ConfigurationRendering() {
              @Override
              public String render(AdviceSheet sheet) {
                throw new IllegalStateException("always");
              }
            });

    assertThatThrownBy(() -> broken.render(SOUND)).hasMessage("always");
    assertThatThrownBy(() -> broken.render(AdviceSheet.of(SOUND))).hasMessage("always");
  }
}
