/** The rights that each program needs at Kafka, how they are granted, and which are missing. */
package io.attune.streams.rights;
