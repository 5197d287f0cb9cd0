/** What happens to records that cannot be used, and to a thread that failed. */
package io.attune.streams.errors;
