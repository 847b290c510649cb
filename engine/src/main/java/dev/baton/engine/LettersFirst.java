package dev.baton.engine;

/** Whether the letters that were there at a moment have been read. Belongs to its partition's thread. */
final class LettersFirst {
    private final Away away;
    private final int partition;
    /** Which reading of letters was the last before they were asked for. */
    private long mark;

    private boolean read = true;

    LettersFirst(Away away, int partition) {
        this.away = away;
        this.partition = partition;
    }

    /** Asks for the letters that are there now. */
    void ask() {
        mark = away.mailMark();
        read = false;
    }

    boolean areRead() {
        if (!read) {
            read = away.mailRead(partition) > mark;
        }
        return read;
    }
}
