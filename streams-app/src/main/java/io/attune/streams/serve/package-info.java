/** HTTP: shows what the topics and stores hold and computes nothing of its own. */
package io.attune.streams.serve;
