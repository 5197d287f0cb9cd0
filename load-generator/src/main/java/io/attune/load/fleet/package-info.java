/**
 * A synthetic fleet of Spark applications, some with a fault that is known because it was planted.
 */
package io.attune.load.fleet;
