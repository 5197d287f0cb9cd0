package io.attune.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.events.PlantedSecrets.Plant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many kinds of planted secrets reach a record. */
class PlantedSecretsTest {

  private static final int SEEDS = 20;

  /** The recall that is promised. */
  private static final double AT_LEAST = 0.99;

  private final List<Plant> kinds = PlantedSecrets.all(1);

  @Test
  void kindsAreManyAndDistinct() {
    assertThat(kinds).hasSizeGreaterThanOrEqualTo(150);
    assertThat(kinds.stream().map(plant -> plant.kind)).doesNotHaveDuplicates();
  }

  @Test
  void theyDoNotReachARecord() {
    Set<String> through = new LinkedHashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      for (Plant plant : PlantedSecrets.all(seed)) {
        String records = records(plant);
        for (String secret : plant.gone) {
          if (records.contains(secret)) {
            through.add(plant.kind + ": " + plant.text.replace("\n", "\\n"));
          }
        }
      }
    }
    List<String> kindsThrough = new ArrayList<>();
    through.forEach(line -> kindsThrough.add(line.substring(0, line.indexOf(':'))));
    double recall = 1 - (double) Set.copyOf(kindsThrough).size() / kinds.size();
    assertThat(recall).as("what got through: %s", through).isGreaterThanOrEqualTo(AT_LEAST);
  }

  @Test
  void whatStandsAroundThemRemains() {
    for (Plant plant : kinds) {
      assertThat(records(plant))
          .as(plant.kind)
          .contains(Redaction.REPLACEMENT)
          .contains(plant.remains);
    }
  }

  @Test
  void eachIsCounted() {
    for (Plant plant : kinds) {
      SparkEventMapper mapper = new SparkEventMapper(new RecordingSink(), options());
      mapper.accept(EventsWithText.json(plant.place, plant.text));
      assertThat(mapper.redacted()).as(plant.kind).isPositive();
    }
  }

  /** An application cannot switch off what is removed of everybody. */
  @Test
  void neitherDoTheyWhenTheApplicationHasPatternsOfItsOwn() {
    Redaction own = Redaction.of(Map.of("spark.redaction.regex", "nothing"));
    for (Plant plant : kinds) {
      RecordingSink sink = new RecordingSink();
      SparkEventMapper mapper = new SparkEventMapper(sink, options().withRedaction(own));
      mapper.accept(EventsWithText.json(plant.place, plant.text));
      assertThat(String.valueOf(sink.lifecycle) + sink.tasks)
          .as(plant.kind)
          .contains(Redaction.REPLACEMENT);
    }
  }

  private static MapperOptions options() {
    return MapperOptions.defaults().withApplicationId("app-1");
  }

  private static String records(Plant plant) {
    RecordingSink sink = new RecordingSink();
    SparkEventMapper mapper = new SparkEventMapper(sink, options());
    mapper.accept(EventsWithText.json(plant.place, plant.text));
    mapper.finish();
    // As JSON, in which quotes, backslashes and line breaks are escaped.
    String all = String.valueOf(sink.lifecycle) + sink.tasks;
    return all.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\");
  }
}
