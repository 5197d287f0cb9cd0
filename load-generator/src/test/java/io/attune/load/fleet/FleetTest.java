package io.attune.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetTest {
  @Test
  void theSameSeedGivesTheSameEvents() {
    for (int index = 0; index < 12; index++) {
      FleetWorkload once = new Fleet(FleetOptions.of(12, 7)).workload(index);
      FleetWorkload again = new Fleet(FleetOptions.of(12, 7)).workload(index);

      assertThat(Recorded.of(again, 3).events)
          .as(once.name())
          .isEqualTo(Recorded.of(once, 3).events);
    }
  }

  @Test
  void anotherSeedAndAnotherRunGiveOtherEvents() {
    FleetWorkload workload = new Fleet(FleetOptions.of(2, 7)).workload(1);
    FleetWorkload other = new Fleet(FleetOptions.of(2, 8)).workload(1);

    assertThat(Recorded.of(workload, 0).tasks()).isNotEqualTo(Recorded.of(workload, 1).tasks());
    assertThat(Recorded.of(workload, 0).tasks()).isNotEqualTo(Recorded.of(other, 0).tasks());
  }

  @Test
  void aRunDoesNotDependOnWhatRanBefore() {
    FleetWorkload workload = new Fleet(FleetOptions.of(4, 7)).workload(2);
    Recorded.of(workload, 0);

    assertThat(Recorded.of(workload, 1).events)
        .isEqualTo(Recorded.of(new Fleet(FleetOptions.of(4, 7)).workload(2), 1).events);
  }

  @Test
  void faultsTakeTurnsAndHaveTheShareAskedFor() {
    int turns = 3;
    int workloads = 4 * turns * Fault.values().length;
    Fleet fleet = new Fleet(new FleetOptions(workloads, 11, 0.25, EnumSet.allOf(Fault.class), 1));
    Map<Fault, Integer> planted = new EnumMap<>(Fault.class);
    for (int index = 0; index < workloads; index++) {
      fleet.workload(index).fault().ifPresent(fault -> planted.merge(fault, 1, Integer::sum));
    }

    assertThat(planted).containsOnlyKeys(Fault.values());
    assertThat(planted.values()).containsOnly(turns);
  }

  @Test
  void onlyTheFaultsAskedForArePlanted() {
    Fleet fleet = new Fleet(new FleetOptions(20, 11, 1, Set.of(Fault.SPOT_LOSSES), 1));

    for (int index = 0; index < 20; index++) {
      assertThat(fleet.workload(index).fault()).contains(Fault.SPOT_LOSSES);
    }
  }

  @Test
  void sizeIsAFactorOnTheTasks() {
    long small = 0;
    long large = 0;
    for (int index = 0; index < 6; index++) {
      Fleet one = new Fleet(new FleetOptions(6, 5, 0, Set.of(), 1));
      Fleet ten = new Fleet(new FleetOptions(6, 5, 0, Set.of(), 10));
      small += Recorded.of(one.workload(index), 0).tasks().size();
      large += Recorded.of(ten.workload(index), 0).tasks().size();
    }

    assertThat(large).isGreaterThan(3 * small);
  }

  @Test
  void refusesWhatIsNoFleet() {
    assertThatThrownBy(() -> FleetOptions.of(0, 1)).hasMessageContaining("at least one workload");
    assertThatThrownBy(() -> new FleetOptions(1, 1, 1.5, Set.of(Fault.BAD_HOST), 1))
        .hasMessageContaining("between 0 and 1");
    assertThatThrownBy(() -> new FleetOptions(1, 1, 1, Set.of(), 1))
        .hasMessageContaining("at least one fault");
    assertThatThrownBy(() -> Fault.of("gremlins"))
        .hasMessageContaining("'gremlins' is no fault")
        .hasMessageContaining("skewed-join");
  }
}
