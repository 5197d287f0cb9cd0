/** Amazon S3, and what speaks its protocol. */
@NullMarked
package io.attune.sources.s3;

import org.jspecify.annotations.NullMarked;
