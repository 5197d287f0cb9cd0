package io.attune.server.view;

import io.attune.schemas.Outcome;
import java.util.List;

/** What came of advice that was followed, of every workload. */
public interface Outcomes {
  /** Outcomes that are kept; of more, the oldest are left out. */
  int MOST = 20_000;

  /** The newest record of each key, at most {@value #MOST}, the newest first. */
  List<Outcome> newest();

  /** Whether all that was there before the start has been read once. */
  boolean isCaughtUp();
}
