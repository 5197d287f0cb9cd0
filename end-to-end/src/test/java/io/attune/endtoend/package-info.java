/** Tests of the whole way: the launcher, a real registry, real Spark with the agent. */
package io.attune.endtoend;
