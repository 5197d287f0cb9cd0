package io.attune.streams;

import io.attune.streams.config.AttuneConfig;
import java.util.HashMap;
import java.util.Map;

/** An Attune in a process of its own, to be killed. Settings come as {@code name=value}. */
final class CrashingAttune {
  private CrashingAttune() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    try (AttuneStreams attune = new AttuneStreams(AttuneConfig.of(settings))) {
      attune.start();
      attune.awaitEnd();
    }
  }
}
