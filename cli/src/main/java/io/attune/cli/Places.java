package io.attune.cli;

import io.attune.eventlog.LogPlaces;
import io.attune.sources.RemoteStores;
import io.attune.sources.http.ProcessEnvironment;

/** The places where commands look for event logs: one choice for all of them. */
final class Places {

  private Places() {}

  static LogPlaces all() {
    return new LogPlaces(new RemoteStores(ProcessEnvironment.ofProcess()));
  }
}
