/** Holds the code against the house plan of {@code docs/ARCHITECTURE.md}. */
package io.attune.architecture;
