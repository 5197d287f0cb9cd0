/** What happens to records that cannot be used, and to a thread that cannot go on. */
package io.attune.streams.errors;
