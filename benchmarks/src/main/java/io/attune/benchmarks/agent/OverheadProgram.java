package io.attune.benchmarks.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The measuring process: measures the listeners alternately in one JVM with Spark's class path and
 * a driver's heap. Arguments: a file with the {@link AgentRunPlan}, a file for the {@link
 * ListenerPass}es. Prints progress to standard output.
 */
public final class OverheadProgram {
  private OverheadProgram() {}

  /** Entry point. */
  public static void main(String[] arguments) throws IOException {
    ObjectMapper json = new ObjectMapper();
    AgentRunPlan plan = json.readValue(new File(arguments[0]), AgentRunPlan.class);
    RecordedEvents recorded = RecordedEvents.read(plan.logs());
    say("%,d recorded events of %d applications", recorded.size(), plan.logs().size());
    List<ListenerPass> passes = new ArrayList<>();
    List<MeasuredListener> contestants = MeasuredListener.of(plan);
    try (EventReplayer player = new EventReplayer(plan, recorded)) {
      for (int repeat = 0; repeat <= plan.repeats(); repeat++) {
        say(repeat == 0 ? "warming up" : "repeat %d of %d", repeat, plan.repeats());
        for (MeasuredListener contestant : contestants) {
          if (!contestant.once()) {
            passes.add(player.play(contestant, repeat));
          }
        }
      }
      // Last, because they may leave threads that continue to retry.
      for (MeasuredListener contestant : contestants) {
        if (contestant.once()) {
          say("%s", contestant.name());
          passes.add(player.play(contestant, 1));
        }
      }
    }
    json.writeValue(new File(arguments[1]), passes);
    System.exit(0);
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
