package io.attune.advisor.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.cost.Objective;
import io.attune.advisor.cost.PriceTable;
import org.junit.jupiter.api.Test;

class PreferencesTest {
  @Test
  void pricesAndObjectiveAreSetByThemselves() {
    PriceTable prices = PriceTable.neutral();
    Preferences dear = Preferences.neutral().with(prices);
    Preferences cheap = dear.with(Objective.COST);

    assertThat(dear.costs().prices()).isSameAs(prices);
    assertThat(dear.objective()).isEqualTo(Preferences.neutral().objective());
    assertThat(cheap.objective()).isEqualTo(Objective.COST);
    assertThat(cheap.costs().prices()).isSameAs(prices);
  }
}
