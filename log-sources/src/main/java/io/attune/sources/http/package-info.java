/**
 * HTTP as all remote stores use it: tries again what may pass, goes on where a connection was cut,
 * waits for no server for ever, and says in one sentence what is wrong.
 */
@NullMarked
package io.attune.sources.http;

import org.jspecify.annotations.NullMarked;
