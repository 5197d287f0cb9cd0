package io.attune.advisor.advice;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Recommendation;
import io.attune.schemas.RecommendationState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is published for one workload, and what has to be published next.
 *
 * <p>While a run goes on, the published value stays as long as the new one lies within the
 * published bounds, and advice is withdrawn only after {@value #ABSENCES_TO_WITHDRAW} assessments
 * in a row without it; advice that an earlier run left is not withdrawn because a young run has not
 * come so far. When the run has ended, what is published is exactly its assessment. An assessment
 * of a run that started before the last one that was final changes nothing: a late replay does not
 * overwrite newer advice.
 *
 * <p>Not thread-safe; one owner per workload.
 */
public final class AdviceLedger {
  /** Assessments in a row without a recommendation before it is withdrawn during a run. */
  public static final int ABSENCES_TO_WITHDRAW = 3;

  private static final int VERSION = 1;

  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private Instant finalStarted = Instant.EPOCH;
  private String finalApplication = "";

  /** Something to write to the topic. */
  public sealed interface Change {
    /** Record key. */
    String key();
  }

  /**
   * A new or changed recommendation.
   *
   * @param key record key
   * @param recommendation with its revision
   */
  public record Publish(String key, Recommendation recommendation) implements Change {}

  /**
   * A tombstone.
   *
   * @param key record key
   * @param lastRecommendation what was published last, marked as withdrawn
   */
  public record Withdraw(String key, Recommendation lastRecommendation) implements Change {}

  private static final class Entry {
    private Recommendation last;
    private boolean withdrawn;
    private int absences;

    private Entry(Recommendation last) {
      this.last = last;
    }
  }

  /** What is published now, by key. */
  public Map<String, Recommendation> published() {
    Map<String, Recommendation> published = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          if (!entry.withdrawn) {
            published.put(key, entry.last);
          }
        });
    return published;
  }

  /**
   * Takes an assessment in and says what has to be published.
   *
   * @param finalAssessment whether the run has ended and this is its last word
   * @param eventTime time of the newest event, which changes carry
   * @return changes in the order of the assessment, then withdrawals by key
   */
  public List<Change> reconcile(Assessment assessment, boolean finalAssessment, Instant eventTime) {
    requireNonNull(assessment, "assessment is null");
    requireNonNull(eventTime, "eventTime is null");
    if (isOutdated(assessment)) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    Map<String, Recommendation> wanted = new LinkedHashMap<>();
    for (Recommendation recommendation : assessment.recommendations()) {
      wanted.put(RecommendationKey.of(recommendation), recommendation);
    }
    wanted.forEach(
        (key, recommendation) -> {
          Entry entry = entries.get(key);
          if (entry != null) {
            entry.absences = 0;
          }
          if (entry == null || entry.withdrawn || differs(entry, recommendation, finalAssessment)) {
            changes.add(publish(key, entry, recommendation, eventTime));
          }
        });
    entries.forEach(
        (key, entry) -> {
          if (!entry.withdrawn
              && !wanted.containsKey(key)
              && isOver(entry, assessment, finalAssessment)) {
            changes.add(withdraw(key, entry, eventTime));
          }
        });
    if (finalAssessment) {
      finalStarted = assessment.started();
      finalApplication = assessment.applicationId();
    }
    return changes;
  }

  private boolean isOutdated(Assessment assessment) {
    int order = assessment.started().compareTo(finalStarted);
    return order < 0 || order == 0 && assessment.applicationId().compareTo(finalApplication) < 0;
  }

  private static boolean differs(Entry entry, Recommendation now, boolean finalAssessment) {
    Recommendation last = entry.last;
    if (last.getEtag().equals(now.getEtag())) {
      return false;
    }
    if (finalAssessment || !last.getRuleId().equals(now.getRuleId())) {
      return true;
    }
    return now.getSeverity().compareTo(last.getSeverity()) > 0 || !Bounds.hold(last, now);
  }

  /** Whether a recommendation that the assessment does not contain has to go. */
  private static boolean isOver(Entry entry, Assessment assessment, boolean finalAssessment) {
    if (finalAssessment) {
      return true;
    }
    if (!entry.last.getApplicationId().equals(assessment.applicationId())) {
      return false;
    }
    entry.absences++;
    return entry.absences >= ABSENCES_TO_WITHDRAW;
  }

  private Publish publish(
      String key, Entry entry, Recommendation recommendation, Instant eventTime) {
    int revision = entry == null ? 1 : entry.last.getRevision() + 1;
    Recommendation next = RecommendationCodec.copy(recommendation);
    next.setRevision(revision);
    next.setState(RecommendationState.ACTIVE);
    next.setEventTime(eventTime);
    entries.put(key, new Entry(next));
    return new Publish(key, next);
  }

  private static Withdraw withdraw(String key, Entry entry, Instant eventTime) {
    entry.withdrawn = true;
    entry.absences = 0;
    entry.last = RecommendationCodec.copy(entry.last);
    entry.last.setState(RecommendationState.WITHDRAWN);
    entry.last.setEventTime(eventTime);
    return new Withdraw(key, entry.last);
  }

  /** Binary form, with its version first. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(finalStarted.toEpochMilli());
      out.writeUTF(finalApplication);
      out.writeInt(entries.size());
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeBoolean(entry.getValue().withdrawn);
        out.writeInt(entry.getValue().absences);
        byte[] recommendation = RecommendationCodec.encode(entry.getValue().last);
        out.writeInt(recommendation.length);
        out.write(recommendation);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the binary form.
   *
   * @throws IllegalArgumentException when the version is unknown or the bytes are cut off
   */
  public static AdviceLedger fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException("unknown version of an advice ledger: " + version);
      }
      AdviceLedger ledger = new AdviceLedger();
      ledger.finalStarted = Instant.ofEpochMilli(in.readLong());
      ledger.finalApplication = in.readUTF();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String key = in.readUTF();
        boolean withdrawn = in.readBoolean();
        int absences = in.readInt();
        Entry entry = new Entry(RecommendationCodec.decode(in.readNBytes(in.readInt())));
        entry.withdrawn = withdrawn;
        entry.absences = absences;
        ledger.entries.put(key, entry);
      }
      return ledger;
    } catch (IOException e) {
      throw new IllegalArgumentException("the advice ledger is cut off", e);
    }
  }
}
