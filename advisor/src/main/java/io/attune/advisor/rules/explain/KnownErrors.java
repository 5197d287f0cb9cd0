package io.attune.advisor.rules.explain;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.advisor.table.NumberTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The catalogue of errors that name a setting or have an accepted remedy: {@code
 * known-errors.yaml}, which names its sources. It is read when the first failure is looked at.
 */
public final class KnownErrors {
  private static final class Holder {
    private static final KnownErrors STANDARD =
        new KnownErrors(NumberTable.resource(KnownErrors.class, "known-errors.yaml"));
  }

  private final List<KnownError> errors;

  private KnownErrors(JsonNode table) {
    List<KnownError> read = new ArrayList<>();
    table.required("errors").forEach(row -> read.add(error(row)));
    this.errors = List.copyOf(read);
  }

  /** The catalogue that comes with Attune. */
  public static KnownErrors standard() {
    return Holder.STANDARD;
  }

  private static KnownError error(JsonNode row) {
    return new KnownError(
        row.required("id").asText(),
        Pattern.compile(row.required("words").asText()),
        texts(row.path("conditions")),
        setting(row),
        row.required("why").asText(),
        row.required("remedy").asText(),
        row.required("doubt").asText(),
        texts(row.path("answeredBy")),
        row.required("source").asText());
  }

  private static Optional<KnownError.Setting> setting(JsonNode row) {
    if (!row.has("property")) {
      return Optional.empty();
    }
    String value = row.required("value").asText();
    boolean fixed = value.startsWith("set ");
    return Optional.of(
        new KnownError.Setting(
            row.required("property").asText(),
            fixed
                ? KnownError.Value.SET
                : KnownError.Value.valueOf(value.toUpperCase(Locale.ROOT).replace(' ', '_')),
            fixed ? value.substring("set ".length()) : ""));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** All of them, what is special before what is general. */
  public List<KnownError> all() {
    return errors;
  }

  /** The first error that a text is of. */
  public Optional<KnownError> find(String text) {
    requireNonNull(text, "text is null");
    return errors.stream().filter(error -> error.isIn(text)).findFirst();
  }
}
