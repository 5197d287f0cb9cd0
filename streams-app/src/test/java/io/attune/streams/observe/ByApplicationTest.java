package io.attune.streams.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ByApplicationTest {
  private final ByApplication order = new ByApplication();

  @Property(tries = 300)
  void recordsOfAnApplicationComeInTheirOrderAndTogether(
      @ForAll @Size(max = 400)
          List<@StringLength(max = 2) @CharRange(from = 'A', to = 'd') String> ids,
      @ForAll @Size(max = 40)
          List<@StringLength(min = 1, max = 1) @CharRange(from = 'A', to = 'C') String> more) {
    assertThat(sorted(ids)).isEqualTo(expected(ids));
    // What was in it before leaves no trace.
    assertThat(sorted(more)).isEqualTo(expected(more));
    order.forget();
    assertThat(order.applications()).isZero();
    assertThat(sorted(ids)).isEqualTo(expected(ids));
  }

  @Property(tries = 50)
  void allOfALargeBatchIsTakenInOneAfterTheOther(
      @ForAll @IntRange(min = 1, max = 5_000) int applications,
      @ForAll @IntRange(min = 1, max = 20_000) int records) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      ids.add("application_1767578400000_" + (int) (i * 2_654_435_761L % applications));
    }
    List<ConsumerRecord<byte[], byte[]>> batch = batch(ids);
    int next = 0;
    while (next < records) {
      int from = next;
      next = order.fill(batch, from);
      assertThat(content()).isEqualTo(expected(ids.subList(from, next), from));
      if (next < records) {
        assertThat(next - from)
            .isEqualTo(Math.max(ByApplication.FEWEST, ByApplication.ENOUGH * order.applications()));
      }
    }
  }

  @Test
  void recordWithoutAKeyIsWithTheOthersThatHaveNone() {
    List<ConsumerRecord<byte[], byte[]>> batch = batch(List.of("a", "", "b"));
    batch.add(new ConsumerRecord<>("tasks", 0, 3, null, new byte[0]));
    assertThat(order.fill(batch, 0)).isEqualTo(4);
    assertThat(content()).isEqualTo(Map.of("a", List.of(0), "", List.of(1, 3), "b", List.of(2)));
  }

  private Map<String, List<Integer>> sorted(List<String> ids) {
    assertThat(order.fill(batch(ids), 0)).isEqualTo(ids.size());
    return content();
  }

  private static List<ConsumerRecord<byte[], byte[]>> batch(List<String> ids) {
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
    for (String id : ids) {
      byte[] key = id.getBytes(StandardCharsets.UTF_8);
      batch.add(new ConsumerRecord<>("tasks", 0, batch.size(), key, new byte[0]));
    }
    return batch;
  }

  private Map<String, List<Integer>> content() {
    Map<String, List<Integer>> content = new LinkedHashMap<>();
    for (int a = 0; a < order.applications(); a++) {
      List<Integer> records = new ArrayList<>();
      for (int i = order.first(a); i >= 0; i = order.next(i)) {
        assertThat(order.record(i).offset()).isEqualTo(i);
        records.add(i);
      }
      byte[] key = order.record(order.first(a)).key();
      assertThat(content.put(new String(key, StandardCharsets.UTF_8), records)).isNull();
    }
    return content;
  }

  private static Map<String, List<Integer>> expected(List<String> ids) {
    return expected(ids, 0);
  }

  private static Map<String, List<Integer>> expected(List<String> ids, int from) {
    Map<String, List<Integer>> expected = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      expected.computeIfAbsent(ids.get(i), id -> new ArrayList<>()).add(from + i);
    }
    return expected;
  }
}
