package dev.baton.engine;

import dev.baton.core.Token;

/** Reads where a frame stands. */
final class Tokens {
    private Tokens() {}

    /** The node; empty if it stands at none. */
    static String node(Token token) {
        return switch (token) {
            case Token.None none -> "";
            case Token.Evaluating evaluating -> evaluating.node();
            case Token.Working working -> working.node();
            case Token.Waiting waiting -> waiting.node();
            case Token.Receiving receiving -> receiving.node();
            case Token.Joining joining -> joining.node();
            case Token.Failed failed -> failed.node();
            case Token.Catching catching -> catching.node();
            case Token.Dropped dropped -> dropped.node();
        };
    }
}
