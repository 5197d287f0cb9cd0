package io.attune.advisor.application;

import io.attune.advisor.state.StateWriter;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes the facts about an application small enough to be kept: of the kind that takes most, the
 * older half is forgotten, until the rest fits. What is left is what would be left had the
 * forgotten events not come, and the application is marked.
 */
public final class Thinning {
  /** Executors of which none is forgotten. */
  private static final int LEAST = 16;

  /** So large a part of what the facts may take comes between two measurements, at least. */
  private static final int MEASURED_PARTS = 64;

  private record Part(int count, Consumer<StateWriter> writer, Runnable halve) {
    int bytes() {
      StateWriter out = new StateWriter(ApplicationCodec.FORMAT.versions().written());
      writer.accept(out);
      return out.size();
    }
  }

  private Thinning() {}

  /**
   * Thins the facts where they take more than they may. To be called after each event, before
   * anything is asked; costs next to nothing while little has come since it was last measured.
   *
   * @param maxBytes what the facts may take in the binary form, not deflated
   * @param eventBytes size of the event that was applied last
   * @return whether something was forgotten
   */
  public static boolean thin(ApplicationState application, long maxBytes, int eventBytes) {
    Content content = application.content();
    content.unmeasuredBytes += eventBytes;
    boolean mayBeTooLarge = content.measuredBytes + content.unmeasuredBytes > maxBytes;
    boolean isWorthMeasuring =
        content.measuredBytes > maxBytes || content.unmeasuredBytes >= maxBytes / MEASURED_PARTS;
    if (!mayBeTooLarge || !isWorthMeasuring) {
      return false;
    }
    int before = ApplicationCodec.size(content);
    content.measuredBytes = thin(content, maxBytes);
    content.unmeasuredBytes = 0;
    return content.measuredBytes < before;
  }

  /** Something that was reported about an application is not kept. */
  public static void mark(ApplicationState application) {
    application.content().markThinned();
  }

  /** Whether more was reported about an application than is kept. */
  public static boolean isThinned(ApplicationState application) {
    return application.content().isThinned();
  }

  /**
   * Thins the facts where they take more than they may.
   *
   * @param maxBytes what they may take in the binary form, not deflated
   * @return what they take now
   */
  static int thin(Content content, long maxBytes) {
    int size = ApplicationCodec.size(content);
    while (size > maxBytes) {
      content.markThinned();
      Part largest =
          parts(content).stream()
              .filter(part -> part.count() > 0)
              .max(Comparator.comparingInt(Part::bytes))
              .orElse(null);
      if (largest == null) {
        return size;
      }
      largest.halve().run();
      size = ApplicationCodec.size(content);
    }
    return size;
  }

  private static List<Part> parts(Content content) {
    return List.of(
        new Part(
            content.sql.size(),
            out -> content.sql.values().forEach(facts -> facts.write(out)),
            () -> halve(content.sql)),
        new Part(content.stages.size(), content.stages::write, content.stages::halve),
        new Part(
            content.rdds.size(),
            out -> content.rdds.values().forEach(rdd -> rdd.write(out)),
            () -> halve(content.rdds)),
        new Part(
            content.jobs.size(),
            out -> content.jobs.values().forEach(job -> job.write(out)),
            () -> halve(content.jobs)),
        new Part(
            content.resourceProfiles.size(),
            out -> content.resourceProfiles.values().forEach(profile -> profile.write(out)),
            () -> halve(content.resourceProfiles)),
        new Part(
            content.executors.size() <= LEAST ? 0 : content.executors.size(),
            out -> content.executors.values().forEach(executor -> executor.write(out)),
            () -> halveExecutors(content.executors)));
  }

  private static <K> void halve(TreeMap<K, ?> facts) {
    for (int left = (facts.size() + 1) / 2; left > 0; left--) {
      facts.pollFirstEntry();
    }
  }

  private static void halveExecutors(TreeMap<String, ExecutorState> executors) {
    ExecutorState driver = executors.remove(ExecutorState.DRIVER);
    halve(executors);
    if (driver != null) {
      executors.put(ExecutorState.DRIVER, driver);
    }
  }
}
