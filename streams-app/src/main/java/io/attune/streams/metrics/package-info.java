/** What Attune counts about itself. */
package io.attune.streams.metrics;
