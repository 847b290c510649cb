package dev.baton.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the operating system says about this process. */
final class ProcessIo {
    private static final Path IO = Path.of("/proc/self/io");

    /** Processor time of this process so far, in nanoseconds. */
    static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Bytes that this process has sent towards the disk so far; empty where the system does not tell. */
    static OptionalLong bytesWritten() {
        if (!Files.isReadable(IO)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(IO).stream()
                    .filter(line -> line.startsWith("wchar: "))
                    .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private ProcessIo() {}
}
