/** A cluster in this process for the tests of this module and of those that use it. */
package io.attune.streams.testing;
