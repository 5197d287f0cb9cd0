/**
 * The topic catalogue, and where records go ({@link io.attune.schemas.EventSink}); the records
 * themselves are generated from {@code src/main/avro}.
 */
package io.attune.schemas;
