/** A real schema registry, and the contract that every registry client keeps. */
package io.attune.registry.testing;
