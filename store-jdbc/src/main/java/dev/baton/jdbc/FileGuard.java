package dev.baton.jdbc;

import dev.baton.StoreRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process from the file of a store: a lock of the operating system on the file {@code <store>.lock}
 * beside it. It ends with the process, however that dies; the file itself stays and means nothing.
 */
final class FileGuard implements AutoCloseable {
    private static final int OWNER_BYTES_MAX = 64;
    /** The owner's name stands behind the locked byte, so that it can be read where locks are mandatory, too. */
    private static final long OWNER_AT = 1;

    /** Held by this process. On some systems, closing any channel of a file ends all locks that its process has on it. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FileGuard(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws StoreRefusedException if another process has the file, or another store of this one */
    static FileGuard lock(Path store) {
        Path file = store.resolveSibling(store.getFileName() + ".lock");
        if (!HELD.add(file)) {
            throw StoreRefusedException.inUse(store.toString(), self());
        }
        boolean locked = false;
        try {
            FileGuard guard = lock(store, file);
            locked = true;
            return guard;
        } finally {
            if (!locked) {
                HELD.remove(file);
            }
        }
    }

    private static FileGuard lock(Path store, Path file) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String owner = owner(channel);
                channel.close();
                throw StoreRefusedException.inUse(store.toString(), owner);
            }
            byte[] owner = self().getBytes(StandardCharsets.UTF_8);
            channel.truncate(OWNER_AT);
            channel.write(ByteBuffer.wrap(owner), OWNER_AT);
            return new FileGuard(file, channel);
        } catch (IOException e) {
            throw StoreRefusedException.unusable(
                    store.toString(), "its lock file cannot be written (" + e.getMessage() + ").");
        }
    }

    private static String self() {
        return "process " + ProcessHandle.current().pid();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(0, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // this very process has it, by another copy of this class
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(OWNER_BYTES_MAX);
        channel.read(bytes, OWNER_AT);
        String owner = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        return owner.isBlank() ? "another process" : owner;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }
}
