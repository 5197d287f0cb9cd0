/** What those who read the output topics use. */
package io.attune.streams.client;
