package io.attune.streams.observe;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.testing.StateFormatContract;

class ActivityFormatTest extends StateFormatContract<Activity> {
  private static final int STAGES = 5;

  @Override
  protected StateFormat<Activity> format() {
    return Activity.FORMAT;
  }

  /** One of whose changed stages two were handed over since it was written. */
  @Override
  protected Activity example() {
    Activity activity = new Activity();
    activity.eventCame(1_767_578_400_123L);
    activity.due(1_768_183_200_456L);
    activity.sawStart();
    activity.workload("nightly orders/à la carte");
    activity.changed(0, 0);
    activity.changed(1, 1);
    activity.handedOver();
    activity.changed(3, 0);
    activity.changed(4, 2);
    activity.completed(2, 0);
    activity.completed(4, 2);
    return activity;
  }

  @Override
  protected String text(Activity activity) {
    StringBuilder text = new StringBuilder();
    text.append("last event ").append(activity.lastEventMs()).append('\n');
    text.append("due ").append(activity.dueMs()).append('\n');
    text.append("ended ").append(activity.ended()).append('\n');
    text.append("settled ").append(activity.workloadIsSettled()).append('\n');
    text.append("workload ").append(activity.workload()).append('\n');
    text.append("changed ").append(activity.changedStages()).append('\n');
    for (int stage = 0; stage < STAGES; stage++) {
      for (int attempt = 0; attempt < STAGES; attempt++) {
        if (activity.hasCompleted(stage, attempt)) {
          text.append("completed ").append(stage).append('.').append(attempt).append('\n');
        }
      }
    }
    activity.sawConfiguration();
    text.append("started ").append(activity.workloadIsSettled()).append('\n');
    return text.toString();
  }
}
