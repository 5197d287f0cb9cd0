/**
 * What is shown, as it is now: the recommendations that are published, from their topic, and the
 * applications and stages of this instance, from its stores.
 */
package io.attune.server.view;
