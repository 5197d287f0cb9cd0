package io.attune.server.notices;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import io.attune.schemas.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was told of each recommendation that stands, so that a revision of it is not told again. Its
 * content follows from the topic alone, and is read from it again after a restart.
 */
final class NoticeMemory {
  /** Recommendations that are remembered; of more, those are forgotten that changed longest ago. */
  static final int MOST = 100_000;

  /** The most severe and the most worth that a recommendation was. */
  private record Known(Severity severity, double saving, boolean open, boolean regressed) {}

  private static final Known NOTHING = new Known(Severity.UNKNOWN, 0, false, false);

  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Takes in what was published.
   *
   * @param key key of its record
   * @param now what stands; null when it was withdrawn
   * @return what to ask whether a webhook is to be told
   */
  Told accept(String key, @Nullable Recommendation now) {
    Known before = known.getOrDefault(key, NOTHING);
    if (now == null) {
      known.remove(key);
      return new Told(before, before, null);
    }
    boolean open = Webhook.isOpen(now);
    Severity severity = open ? now.getSeverity() : Severity.UNKNOWN;
    double saving = open ? Webhook.saving(now) : 0;
    Known after =
        new Known(
            severity.compareTo(before.severity()) > 0 ? severity : before.severity(),
            Math.max(saving, before.saving()),
            before.open() || open,
            now.getState() == RecommendationState.REGRESSED);
    known.put(key, after);
    return new Told(before, after, now);
  }

  /** A change of one recommendation. */
  static final class Told {
    private final Known before;
    private final Known after;
    private final @Nullable Recommendation now;

    private Told(Known before, Known after, @Nullable Recommendation now) {
      this.before = before;
      this.after = after;
      this.now = now;
    }

    /** What a webhook is to be told of it; empty when it knows, or does not want to. */
    Optional<Notice> notice(Webhook webhook) {
      if (now == null) {
        return Optional.empty();
      }
      if (after.regressed()) {
        return before.regressed() || !webhook.kinds().contains(Notice.Kind.REGRESSION)
            ? Optional.empty()
            : Optional.of(Notice.of(Notice.Kind.REGRESSION, now));
      }
      boolean isNew =
          Webhook.isOpen(now)
              && webhook.wants(after.severity(), after.saving())
              && !(before.open() && webhook.wants(before.severity(), before.saving()));
      return isNew && webhook.kinds().contains(Notice.Kind.FINDING)
          ? Optional.of(Notice.of(Notice.Kind.FINDING, now))
          : Optional.empty();
    }
  }
}
