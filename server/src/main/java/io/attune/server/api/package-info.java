/** What is answered under {@code /api/v1}, by {@code /health} and by {@code /metrics}. */
package io.attune.server.api;
