package io.attune.registry;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** Counts the calls of serializers and deserializers. */
final class CountingClient implements SchemaRegistryClient {
  private final SchemaRegistryClient delegate;
  private final AtomicInteger calls = new AtomicInteger();
  private Integer nextId;

  CountingClient(SchemaRegistryClient delegate) {
    this.delegate = delegate;
  }

  int calls() {
    return calls.get();
  }

  /** Makes registration return this id without registering anything. */
  void nextId(int id) {
    this.nextId = id;
  }

  @Override
  public int register(String subject, Schema schema) {
    calls.incrementAndGet();
    return nextId != null ? nextId : delegate.register(subject, schema);
  }

  @Override
  public RegisteredSchema lookup(String subject, Schema schema) {
    calls.incrementAndGet();
    return delegate.lookup(subject, schema);
  }

  @Override
  public Schema schemaById(int id) {
    calls.incrementAndGet();
    return delegate.schemaById(id);
  }

  @Override
  public RegisteredSchema latest(String subject) {
    calls.incrementAndGet();
    return delegate.latest(subject);
  }

  @Override
  public RegisteredSchema version(String subject, int version) {
    return delegate.version(subject, version);
  }

  @Override
  public List<String> subjects() {
    return delegate.subjects();
  }

  @Override
  public List<Integer> versions(String subject) {
    return delegate.versions(subject);
  }

  @Override
  public boolean isCompatible(String subject, Schema schema) {
    return delegate.isCompatible(subject, schema);
  }

  @Override
  public boolean isCompatible(String subject, int version, Schema schema) {
    return delegate.isCompatible(subject, version, schema);
  }

  @Override
  public CompatibilityLevel compatibility() {
    return delegate.compatibility();
  }

  @Override
  public void setCompatibility(CompatibilityLevel level) {
    delegate.setCompatibility(level);
  }

  @Override
  public CompatibilityLevel compatibility(String subject) {
    return delegate.compatibility(subject);
  }

  @Override
  public void setCompatibility(String subject, CompatibilityLevel level) {
    delegate.setCompatibility(subject, level);
  }

  @Override
  public void close() {
    delegate.close();
  }
}
