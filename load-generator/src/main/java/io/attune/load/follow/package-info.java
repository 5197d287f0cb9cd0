/** Follows event logs while they are written: what an agent would send, without one. */
package io.attune.load.follow;
