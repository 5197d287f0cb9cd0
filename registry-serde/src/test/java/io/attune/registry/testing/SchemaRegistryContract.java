package io.attune.registry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.registry.AttuneAvroSerde;
import io.attune.registry.CompatibilityLevel;
import io.attune.registry.RegisteredSchema;
import io.attune.registry.RegistryException;
import io.attune.registry.SchemaRegistryClient;
import io.attune.registry.testrecords.Order;
import io.attune.registry.testrecords.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every schema registry; subclasses provide the registry. */
public abstract class SchemaRegistryContract {
  private SchemaRegistryClient client;
  private String subject;
  private String recordName;

  /** Creates a client without cached data of earlier tests. */
  protected abstract SchemaRegistryClient newClient();

  @BeforeEach
  void connect() {
    client = newClient();
    // A unique subject per test, so that tests can share a registry.
    recordName = "R" + UUID.randomUUID().toString().replace("-", "");
    subject = recordName + "-value";
  }

  private SchemaBuilder.FieldAssembler<Schema> record() {
    return SchemaBuilder.record(recordName).namespace("contract").doc("A record.").fields();
  }

  private Schema first() {
    return record().requiredInt("a").endRecord();
  }

  private Schema withOptional() {
    return record().requiredInt("a").optionalString("b").endRecord();
  }

  private Schema withRequired() {
    return record().requiredInt("a").requiredString("b").endRecord();
  }

  @Test
  void registersOnceHoweverOftenAsked() {
    int id = client.register(subject, first());
    assertThat(client.register(subject, first())).isEqualTo(id);
    assertThat(newClient().register(subject, first())).isEqualTo(id);
    assertThat(client.versions(subject)).hasSize(1);
  }

  @Test
  void givesOneIdToOneSchemaUnderTwoSubjects() {
    assertThat(client.register(subject + "-2", first()))
        .isEqualTo(client.register(subject, first()));
  }

  @Test
  void findsTheSchemaByItsIdWithItsDocumentation() {
    int id = client.register(subject, first());
    Schema found = newClient().schemaById(id);
    assertThat(found).isEqualTo(first());
    assertThat(found.getDoc()).isEqualTo("A record.");
  }

  @Test
  void saysThatAnIdIsUnknown() {
    assertRefused(() -> client.schemaById(1_999_999_999), 404, RegistryException.SCHEMA_NOT_FOUND);
  }

  @Test
  void looksUpWithoutRegistering() {
    assertRefused(() -> client.lookup(subject, first()), 404, RegistryException.SUBJECT_NOT_FOUND);
    int id = client.register(subject, first());
    RegisteredSchema found = client.lookup(subject, first());
    assertThat(found.id()).isEqualTo(id);
    assertThat(found.subject()).isEqualTo(subject);
    assertThat(found.version()).isEqualTo(1);
    assertRefused(
        () -> client.lookup(subject, withRequired()), 404, RegistryException.SCHEMA_NOT_FOUND);
  }

  @Test
  void countsVersionsAndKnowsTheLatest() {
    int one = client.register(subject, first());
    int two = client.register(subject, withOptional());
    assertThat(two).isNotEqualTo(one);
    assertThat(client.versions(subject)).containsExactly(1, 2);
    assertThat(client.latest(subject).id()).isEqualTo(two);
    assertThat(client.latest(subject).version()).isEqualTo(2);
    assertThat(client.latest(subject).schema()).isEqualTo(withOptional());
    assertThat(client.version(subject, 1).id()).isEqualTo(one);
    assertThat(client.version(subject, 1).schema()).isEqualTo(first());
  }

  @Test
  void listsSubjects() {
    client.register(subject, first());
    assertThat(client.subjects()).contains(subject).doesNotContain(subject + "-none");
  }

  @Test
  void saysWhatIsMissing() {
    assertRefused(() -> client.versions(subject), 404, RegistryException.SUBJECT_NOT_FOUND);
    assertRefused(() -> client.latest(subject), 404, RegistryException.SUBJECT_NOT_FOUND);
    client.register(subject, first());
    assertRefused(() -> client.version(subject, 7), 404, RegistryException.VERSION_NOT_FOUND);
  }

  @Test
  void refusesWhatASubjectsLevelForbids() {
    client.register(subject, first());
    client.setCompatibility(subject, CompatibilityLevel.BACKWARD);
    assertThat(client.compatibility(subject)).isEqualTo(CompatibilityLevel.BACKWARD);
    assertThat(client.isCompatible(subject, withRequired())).isFalse();
    assertThat(client.isCompatible(subject, 1, withRequired())).isFalse();
    assertThat(client.isCompatible(subject, withOptional())).isTrue();
    assertThatThrownBy(() -> client.register(subject, withRequired()))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.isIncompatible()).isTrue());
    assertThat(client.versions(subject)).containsExactly(1);

    client.setCompatibility(subject, CompatibilityLevel.FORWARD);
    assertThat(client.isCompatible(subject, withRequired())).isTrue();
    client.register(subject, withRequired());
    assertThat(client.versions(subject)).containsExactly(1, 2);
  }

  @Test
  void comparesWithEveryVersionWhereTheLevelIsTransitive() {
    Schema defaulted = record().requiredInt("a").optionalString("b").endRecord();
    Schema narrowed = record().requiredInt("a").requiredString("b").endRecord();
    client.register(subject, first());
    client.setCompatibility(subject, CompatibilityLevel.FORWARD_TRANSITIVE);
    client.register(subject, defaulted);
    client.setCompatibility(subject, CompatibilityLevel.BACKWARD_TRANSITIVE);
    assertThatThrownBy(() -> client.register(subject, narrowed))
        .isInstanceOf(RegistryException.class);
    assertThat(client.versions(subject)).containsExactly(1, 2);
  }

  @Test
  void takesAnySchemaForASubjectThatDoesNotExist() {
    assertThat(client.isCompatible(subject, withRequired())).isTrue();
  }

  @Test
  void keepsAGeneralLevel() {
    CompatibilityLevel before = client.compatibility();
    try {
      client.setCompatibility(CompatibilityLevel.FULL);
      assertThat(client.compatibility()).isEqualTo(CompatibilityLevel.FULL);
      client.register(subject, first());
      assertThat(client.compatibility(subject)).isEqualTo(CompatibilityLevel.FULL);
    } finally {
      client.setCompatibility(before);
    }
  }

  @Test
  void takesSubjectsWithUncommonCharacters() {
    String odd = subject + " ä+b%c:d";
    int id = client.register(odd, first());
    assertThat(client.latest(odd).id()).isEqualTo(id);
    assertThat(client.subjects()).contains(odd);
  }

  @Test
  void carriesAGeneratedRecordThereAndBack() {
    Order order =
        Order.newBuilder()
            .setId(7)
            .setCustomer("Ada")
            .setPlacedAt(Instant.parse("2026-01-02T03:04:05.006Z"))
            .setStatus(Status.SHIPPED)
            .setLabels(Map.of("k", "v"))
            .setLines(List.of())
            .build();
    AttuneAvroSerde<Order> writing = new AttuneAvroSerde<>(client, Order.class);
    AttuneAvroSerde<Order> reading = new AttuneAvroSerde<>(newClient(), Order.class);
    byte[] message = writing.serializer().serialize(recordName, order);
    assertThat(reading.deserializer().deserialize(recordName, message)).isEqualTo(order);
  }

  private static void assertRefused(ThrowingCallable call, int status, int code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> {
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.errorCode()).isEqualTo(code);
            });
  }
}
