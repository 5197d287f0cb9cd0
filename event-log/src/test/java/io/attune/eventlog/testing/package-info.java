/** A small event log for the tests of this module and of those that use it. */
package io.attune.eventlog.testing;
