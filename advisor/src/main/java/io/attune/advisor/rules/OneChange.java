package io.attune.advisor.rules;

import io.attune.advisor.setting.SettingChange;
import java.util.List;

/** Several settings that are one change: they are set together or not at all. */
public final class OneChange {
  private OneChange() {}

  /**
   * The same pieces as one change, shown as one card and replayed as one; a single setting stands
   * alone. The first one is the head, without which the others are pointless.
   */
  public static List<Advice> of(List<Advice> pieces) {
    List<String> properties =
        pieces.stream()
            .flatMap(piece -> piece.setting().stream())
            .map(SettingChange::property)
            .toList();
    return properties.size() < 2
        ? List.copyOf(pieces)
        : pieces.stream()
            .map(piece -> piece.setting().isPresent() ? piece.partOf(properties.get(0)) : piece)
            .toList();
  }
}
