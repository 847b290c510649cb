package dev.baton.shop.judge;

import java.util.List;

/**
 * What the judge found.
 *
 * @param effects how many effects the ledgers have, undos not counted
 * @param undone how many of them were taken back
 * @param refusedLate how many calls were refused because their undo or probe came first
 */
public record Verdict(
        int effects, int undone, int refusedLate, List<RepeatedMail> repeatedMails, List<Disagreement> disagreements) {
    public Verdict {
        repeatedMails = List.copyOf(repeatedMails);
        disagreements = List.copyOf(disagreements);
    }

    /** Whether the ledgers and Baton say the same. */
    public boolean agrees() {
        return disagreements.isEmpty();
    }
}
