package io.attune.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every contract stays FULL_TRANSITIVE compatible with all of its history. */
class SchemaCompatibilityTest {
  private static final SchemaValidator FULL_TRANSITIVE =
      new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

  static List<Schema> contracts() {
    return SchemaHistory.contracts();
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void canReadAndBeReadByEveryEarlierVersion(Schema contract) throws SchemaValidationException {
    List<Schema> newestFirst = new ArrayList<>(SchemaHistory.versions(contract).values());
    Collections.reverse(newestFirst);
    FULL_TRANSITIVE.validate(contract, newestFirst);
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void theNewestVersionInTheHistoryIsTodays(Schema contract) {
    TreeMap<Integer, Schema> versions = new TreeMap<>(SchemaHistory.versions(contract));
    assertThat(versions).as("history of %s", contract.getName()).isNotEmpty();
    assertThat(versions.lastEntry().getValue().toString())
        .as("%s has changed: run SchemaHistory.main to add a version", contract.getName())
        .isEqualTo(contract.toString());
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void aRequiredFieldThatIsAddedIsRefused(Schema contract) {
    assertThatThrownBy(
            () ->
                FULL_TRANSITIVE.validate(
                    withRequiredField(contract), List.of(withoutChange(contract))))
        .isInstanceOf(SchemaValidationException.class);
  }

  private static Schema withoutChange(Schema contract) {
    return new Schema.Parser().parse(contract.toString());
  }

  private static Schema withRequiredField(Schema contract) {
    List<Schema.Field> fields =
        contract.getFields().stream()
            .map(f -> new Schema.Field(f, f.schema()))
            .collect(Collectors.toCollection(ArrayList::new));
    fields.add(new Schema.Field("added", Schema.create(Schema.Type.LONG), "A required field."));
    return Schema.createRecord(
        contract.getName(), contract.getDoc(), contract.getNamespace(), false, fields);
  }
}
