package io.attune.load.follow;

/**
 * Where a follower stands.
 *
 * @param logs logs that it looks after
 * @param growing of these, logs that are not over
 * @param leftOut logs that cannot be read as they are
 * @param unreadBytes bytes as stored that were listed and not read
 * @param records records that were sent since it began
 * @param ready whether it knows how far its logs were read
 */
public record FollowStatus(
    int logs, int growing, int leftOut, long unreadBytes, long records, boolean ready) {}
