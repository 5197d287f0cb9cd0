/**
 * Text from outside, made fit to be kept and shown: secrets are taken out ({@link
 * io.attune.schemas.text.Secrets}), what cannot be seen is made visible ({@link
 * io.attune.schemas.text.VisibleText}).
 */
@NullMarked
package io.attune.schemas.text;

import org.jspecify.annotations.NullMarked;
