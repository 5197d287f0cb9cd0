package io.attune.advisor.assess;

import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a ledger keeps under one key. */
final class LedgerEntry {
  /** What was published last. */
  Recommendation last;

  boolean withdrawn;

  /** Assessments in a row, of a run that goes on, that did not give it. */
  int absences;

  /** Ended runs in a row that did not give it, by application. */
  final TreeSet<String> missedBy = new TreeSet<>();

  /** What would be published were it not dismissed; null for nothing. */
  @Nullable Recommendation suppressed;

  LedgerEntry(Recommendation last) {
    this.last = last;
  }

  boolean isQuiet() {
    return !withdrawn && last.getState() == RecommendationState.DISMISSED;
  }

  /** The recommendations in it. */
  List<Recommendation> recommendations() {
    return suppressed == null ? List.of(last) : List.of(last, suppressed);
  }

  void write(StateWriter out) {
    out.writeBoolean(withdrawn).writeInt32(absences);
    out.writeByte(missedBy.size());
    missedBy.forEach(out::writeModifiedUtf8);
    out.writeBytes32(RecommendationCodec.encode(last));
    out.writeBoolean(suppressed != null);
    if (suppressed != null) {
      out.writeBytes32(RecommendationCodec.encode(suppressed));
    }
  }

  static LedgerEntry read(StateReader in) {
    boolean withdrawn = in.readBoolean();
    int absences = in.readInt32();
    List<String> missedBy = new ArrayList<>();
    for (int left = in.readByte(); left > 0; left--) {
      missedBy.add(in.readModifiedUtf8());
    }
    LedgerEntry entry = new LedgerEntry(RecommendationCodec.decode(in.readBytes32()));
    entry.missedBy.addAll(missedBy);
    entry.suppressed = in.readBoolean() ? RecommendationCodec.decode(in.readBytes32()) : null;
    entry.withdrawn = withdrawn;
    entry.absences = absences;
    return entry;
  }
}
