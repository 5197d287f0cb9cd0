package io.attune.streams.intake;

/** What the source of the topology hands to Observe. */
public sealed interface Intake permits OneEvent, RecordBatch {}
