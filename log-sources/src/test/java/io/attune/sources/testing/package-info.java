/**
 * Servers for tests: the real services in processes of their own, and one that answers as it is
 * told.
 */
package io.attune.sources.testing;
