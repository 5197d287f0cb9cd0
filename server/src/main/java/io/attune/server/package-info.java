/** HTTP: shows what topics and stores hold and computes nothing of its own. */
package io.attune.server;
