package io.attune.streams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LiveEntriesTest {
  /** Few hash codes for many keys, so that searches run into each other and around the end. */
  private record Key(int number) {
    @Override
    public int hashCode() {
      return number % 7;
    }
  }

  @Property
  void findsWhatAMapFinds(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(min = -40, max = 40) Integer> steps) {
    LiveEntries<Key, Integer> entries = new LiveEntries<>();
    Map<Key, LiveEntry<Key, Integer>> expected = new HashMap<>();
    for (int step : steps) {
      Key key = new Key(Math.abs(step));
      LiveEntry<Key, Integer> known = expected.get(key);
      if (step < 0 && known != null) {
        assertThat(entries.remove(expected.remove(key))).isTrue();
        assertThat(entries.remove(known)).isFalse();
      } else if (step >= 0 && known == null) {
        LiveEntry<Key, Integer> entry = new LiveEntry<>(key, step);
        entries.add(entry);
        expected.put(key, entry);
      }
      assertThat(entries.size()).isEqualTo(expected.size());
      for (int number = 0; number <= 40; number++) {
        Key wanted = new Key(number);
        assertThat(entries.find(wanted)).isSameAs(expected.get(wanted));
      }
    }
    entries.clear();
    assertThat(entries.find(new Key(Math.abs(steps.get(0))))).isNull();
  }

  @Property
  void knowsTheLikelyOneByItsHashCode(@ForAll @IntRange(min = 1, max = 5_000) int count) {
    LiveEntries<String, Integer> entries = new LiveEntries<>();
    for (int i = 0; i < count; i++) {
      entries.add(new LiveEntry<>("application_1767578400000_" + i, i));
    }
    for (int i = 0; i < count; i++) {
      int hash = ("application_1767578400000_" + i).hashCode();
      assertThat(entries.likely(hash).hash).isEqualTo(hash);
      LiveEntry<String, Integer> other = entries.likely(~hash);
      assertThat(other == null || other.hash == ~hash).isTrue();
    }
  }
}
