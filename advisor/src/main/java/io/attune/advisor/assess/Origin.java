package io.attune.advisor.assess;

import io.attune.advisor.application.ApplicationState;
import io.attune.advisor.application.Routing;
import io.attune.advisor.state.StateReader;
import io.attune.advisor.state.StateWriter;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a recommendation that came after its stored form was fixed: its values as numbers,
 * and whom it concerns (application, owner, labels, platform). None of them is in the etag: numbers
 * say again what the texts say, and a label that is changed changes no advice.
 */
final class Origin {
  private Origin() {}

  /** Fills in whom a recommendation for an application concerns. */
  static void complete(Recommendation.Builder recommendation, ApplicationState application) {
    Routing routing = Routing.of(application.properties());
    recommendation
        .setApplicationName(application.name().isEmpty() ? null : application.name())
        .setOwner(routing.owner().orElse(null))
        .setLabels(routing.labels().isEmpty() ? null : routing.labels())
        .setContext(application.context().orElse(null));
  }

  /** Whether any of the fields is set. */
  static boolean isKnown(Recommendation recommendation) {
    return recommendation.getCurrentNumber() != null
        || recommendation.getRecommendedNumber() != null
        || recommendation.getApplicationName() != null
        || recommendation.getOwner() != null
        || recommendation.getLabels() != null
        || recommendation.getContext() != null;
  }

  static void write(Recommendation recommendation, StateWriter out) {
    write(recommendation.getCurrentNumber(), out);
    write(recommendation.getRecommendedNumber(), out);
    out.writeString(recommendation.getApplicationName());
    out.writeString(recommendation.getOwner());
    write(recommendation.getLabels(), out);
    RunContext context = recommendation.getContext();
    out.writeBoolean(context != null);
    if (context != null) {
      List<Schema.Field> texts = new ArrayList<>();
      for (Schema.Field field : context.getSchema().getFields()) {
        if (context.get(field.pos()) instanceof String) {
          texts.add(field);
        }
      }
      out.writeUnsigned(texts.size());
      texts.forEach(f -> out.writeString(f.name()).writeString((String) context.get(f.pos())));
      write(context.getPlatformIds(), out);
    }
  }

  static void read(Recommendation recommendation, StateReader in) {
    recommendation.setCurrentNumber(readNumber(in));
    recommendation.setRecommendedNumber(readNumber(in));
    recommendation.setApplicationName(in.readNullableString());
    recommendation.setOwner(in.readNullableString());
    recommendation.setLabels(readMap(in));
    if (in.readBoolean()) {
      RunContext context = new RunContext();
      for (int left = in.readLength(); left > 0; left--) {
        Schema.Field field = context.getSchema().getField(in.readString());
        String text = in.readString();
        // A newer build may have a text that this one does not know.
        if (field != null) {
          context.put(field.pos(), text);
        }
      }
      context.setPlatformIds(readMap(in));
      recommendation.setContext(context);
    }
  }

  private static void write(@Nullable Double number, StateWriter out) {
    out.writeBoolean(number != null);
    if (number != null) {
      out.writeInt64(Double.doubleToLongBits(number));
    }
  }

  private static @Nullable Double readNumber(StateReader in) {
    return in.readBoolean() ? Double.longBitsToDouble(in.readInt64()) : null;
  }

  /** None is written as an empty one, which is not used. */
  private static void write(@Nullable Map<String, String> map, StateWriter out) {
    Map<String, String> sorted = map == null ? Map.of() : new TreeMap<>(map);
    out.writeUnsigned(sorted.size());
    sorted.forEach((key, value) -> out.writeString(key).writeString(value));
  }

  private static @Nullable Map<String, String> readMap(StateReader in) {
    TreeMap<String, String> map = new TreeMap<>();
    for (int left = in.readLength(); left > 0; left--) {
      map.put(in.readString(), in.readString());
    }
    return map.isEmpty() ? null : map;
  }
}
