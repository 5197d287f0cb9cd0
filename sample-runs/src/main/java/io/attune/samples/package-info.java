/** Small real Spark applications, and how they are run and recorded. */
package io.attune.samples;
