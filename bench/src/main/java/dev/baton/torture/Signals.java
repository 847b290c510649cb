package dev.baton.torture;

import java.io.IOException;

/** Signals of the operating system, to processes that we started. */
final class Signals {
    private Signals() {}

    /** Freezes a process, which cannot do anything about it. */
    static void pause(long pid) throws IOException, InterruptedException {
        send("STOP", pid);
    }

    /** Lets it go on. */
    static void resume(long pid) throws IOException, InterruptedException {
        send("CONT", pid);
    }

    /** One that has ended gets none. */
    private static void send(String signal, long pid) throws IOException, InterruptedException {
        if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
            return;
        }
        new ProcessBuilder("kill", "-" + signal, "" + pid).inheritIO().start().waitFor();
    }
}
