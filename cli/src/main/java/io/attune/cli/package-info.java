/**
 * The {@code attune} command: reads arguments, calls the other modules and prints. No logic of its
 * own is worth a test elsewhere.
 */
package io.attune.cli;
