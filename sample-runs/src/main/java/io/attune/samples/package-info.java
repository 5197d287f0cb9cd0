/** Small real Spark applications, their runner, and the recorder of their event logs. */
package io.attune.samples;
