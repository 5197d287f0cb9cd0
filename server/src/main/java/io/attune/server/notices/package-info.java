/** Tells webhooks what is new: findings, regressions, and a weekly digest. */
@NullMarked
package io.attune.server.notices;

import org.jspecify.annotations.NullMarked;
