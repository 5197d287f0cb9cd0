/** Simulates a fleet of Spark applications, some with an injected and therefore known fault. */
package io.attune.load.fleet;
