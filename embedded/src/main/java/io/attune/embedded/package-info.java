/** A KRaft broker in this process, for the demo and for tests. */
package io.attune.embedded;
