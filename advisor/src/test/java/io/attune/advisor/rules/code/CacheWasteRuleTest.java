package io.attune.advisor.rules.code;

import static io.attune.advisor.rules.Asking.MIB;
import static io.attune.advisor.rules.Asking.ask;
import static io.attune.advisor.rules.Asking.only;
import static io.attune.advisor.rules.Asking.silence;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.testing.RunBuilder;
import io.attune.advisor.testing.StageBuilder;
import io.attune.schemas.Condition;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CacheWasteRuleTest {
  private static final String MEMORY = "StorageLevel(memory, deserialized, 1 replicas)";

  private final Rule rule = new CacheWasteRule();

  private static RunBuilder application() {
    return RunBuilder.application("cached").executors(2, 2, "1g");
  }

  private static Consumer<StageBuilder> stage(int last, int hits) {
    return s -> {
      s.rdd(1, "MapPartitionsRDD", "map", MEMORY);
      if (last != 1) {
        s.rdd(last, "MapPartitionsRDD", "filter", null, List.of(1));
      }
      s.tasks((t, i) -> t.durationMs(3_000).input(i < hits ? MIB : 0, 10));
    };
  }

  private static RunBuilder blocks(RunBuilder story, int stored, int dropped, long bytes) {
    for (int i = 0; i < stored; i++) {
      story.block(1, i, bytes, 0);
    }
    for (int i = 0; i < dropped; i++) {
      story.block(1, i, 0, 0);
    }
    return story;
  }

  @Test
  void a_cache_that_nobody_reads_again_holds_memory_for_nothing() {
    Advice advice =
        only(ask(rule, blocks(application().stage("count", 8, stage(1, 8)), 8, 0, 8 * MIB)));

    assertThat(advice.setting()).isEmpty();
    assertThat(advice.severity()).isEqualTo(Severity.LOW);
    assertThat(advice.conditions()).isEmpty();
    assertThat(advice.summary()).startsWith("64 MiB of memory").contains("RDD 1 (map at Story");
  }

  @Test
  void a_second_use_makes_it_worth_while() {
    silence(
        ask(
            rule,
            blocks(
                application().stage("count", 8, stage(1, 8)).stage("sum", 8, stage(2, 8)),
                8,
                0,
                8 * MIB)));
  }

  @Test
  void a_small_cache_is_not_worth_words() {
    silence(ask(rule, blocks(application().stage("count", 8, stage(1, 8)), 8, 0, 8 * MIB - 1)));
  }

  @Test
  void before_the_end_a_reader_may_still_come() {
    assertThat(
            silence(
                ask(
                    rule,
                    blocks(application().stage("count", 8, stage(1, 8)), 8, 0, 8 * MIB).build())))
        .contains("not known before the end");
  }

  @Test
  void more_than_a_fifth_dropped_does_not_fit() {
    Advice advice = only(ask(rule, dropping(21)));
    assertThat(advice.summary())
        .startsWith("21 % of the partitions")
        .contains("MEMORY_AND_DISK_SER");
    assertThat(advice.severity()).isEqualTo(Severity.MODERATE);
    silence(ask(rule, dropping(20)));
  }

  @Test
  void partitions_that_never_found_room_count_as_dropped() {
    Advice advice = only(ask(rule, storing(5)));

    assertThat(advice.summary()).startsWith("38 % of the partitions").contains("did not stay");
    silence(ask(rule, storing(7)));
  }

  /** Blocks of some of eight partitions; a block that was refused is not reported. */
  private static RunBuilder storing(int stored) {
    return blocks(
        application().stage("count", 8, stage(1, 8)).stage("sum", 8, stage(2, 8)),
        stored,
        0,
        8 * MIB);
  }

  private static RunBuilder dropping(int dropped) {
    return blocks(
        application().stage("count", 100, stage(1, 100)).stage("sum", 100, stage(2, 100)),
        100,
        dropped,
        MIB);
  }

  @Test
  void without_block_updates_misses_in_a_full_storage_tell() {
    Advice advice = only(ask(rule, missing(560)));

    assertThat(advice.conditions())
        .extracting(Condition::getName)
        .containsExactly("no-block-updates");
    assertThat(advice.summary()).startsWith("50 % of the partitions");
    silence(ask(rule, missing(300)));
  }

  /** Half of the reading tasks miss; unified memory of 1 GiB of heap is 434 MiB. */
  private static RunBuilder missing(long storageMib) {
    return application()
        .stage("count", 20, stage(1, 20))
        .stage("sum", 20, stage(2, 10))
        .peaks("1", e -> e.setOnHeapStorageMemoryBytes(storageMib * MIB));
  }

  @Test
  void nothing_persisted_is_nothing_wasted() {
    assertThat(silence(ask(rule, application().stage("map", 4, s -> {}))))
        .isEqualTo("nothing was persisted");
  }
}
