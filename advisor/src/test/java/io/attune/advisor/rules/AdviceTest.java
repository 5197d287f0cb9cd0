package io.attune.advisor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.setting.SettingChange;
import io.attune.schemas.AppliesAt;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdviceTest {
  private static Advice.Builder change(String property) {
    return Advice.change(
            Category.EXECUTORS,
            SettingChange.name(property, Optional.empty(), "b", Optional.empty()))
        .severity(Severity.MODERATE)
        .evidence("stages", "count", 1, 1, "count")
        .summary("b.")
        .doubt("It may be c.");
  }

  @Test
  void oneChangeOfSeveralSettingsHasAHead() {
    List<Advice> pieces = OneChange.of(List.of(change("one").build(), change("two").build()));

    assertThat(pieces).extracting(Advice::group).containsOnly(Optional.of("one"));
    assertThat(pieces).extracting(Advice::isHead).containsExactly(true, false);
  }

  @Test
  void whatStandsAloneIsNoPartOfAnything() {
    Advice alone = OneChange.of(List.of(change("one").build())).get(0);

    assertThat(alone.group()).isEmpty();
    assertThat(alone.isHead()).isFalse();
  }

  @Test
  void whenItAppliesAndWhatItBringsStayAsBuilt() {
    Change time = new Change(-2.0, -3.0, -1.0, "ms", ImpactBasis.REPLAY);
    Advice built = change("one").appliesAt(AppliesAt.LIVE).expectedTime(time).build();

    assertThat(built.appliesAt()).isEqualTo(AppliesAt.LIVE);
    assertThat(built.time()).isEqualTo(time);
    assertThat(change("one").build().appliesAt()).isEqualTo(AppliesAt.NEXT_RUN);
  }
}
