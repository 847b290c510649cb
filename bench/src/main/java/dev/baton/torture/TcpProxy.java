package dev.baton.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A wire between two programs on this machine that can be cut, half open, or slow. Thread-safe. */
final class TcpProxy implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final ServerSocket entrance;
    private final int target;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private Mode mode = Mode.PASSES; // guarded by this
    private boolean open = true; // guarded by this

    private TcpProxy(ServerSocket entrance, int target) {
        this.entrance = entrance;
        this.target = target;
    }

    /** What happens to the bytes. */
    enum Mode {
        /** They arrive. */
        PASSES,
        /** They are kept until the wire is mended, as a network does that loses packets for a while. */
        SILENT,
        /** The far end sees all connections end; the near end sees nothing until the wire is mended. */
        HALF_OPEN,
        /** All connections end, and new ones too. */
        REFUSES,
        /** They arrive late. */
        SLOW;

        /** How much later than they were sent. */
        Duration delay() {
            return this == SLOW ? Duration.ofMillis(120) : Duration.ZERO;
        }
    }

    /** Begins to listen for what is to go to a port of this machine. */
    static TcpProxy to(int target) throws IOException {
        var proxy = new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().name("proxy-" + target).start(proxy::accept);
        return proxy;
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Changes what happens, also to the connections that there are. */
    void becomes(Mode next) {
        Mode before;
        synchronized (this) {
            before = mode;
            mode = next;
            notifyAll();
        }
        if (next == Mode.REFUSES || before == Mode.HALF_OPEN) {
            wires.forEach(Wire::cut);
        } else if (next == Mode.HALF_OPEN) {
            wires.forEach(Wire::cutFarEnd);
        }
    }

    private synchronized Mode awaitPassage() throws InterruptedException {
        while (open && (mode == Mode.SILENT || mode == Mode.HALF_OPEN)) {
            wait();
        }
        return mode;
    }

    private synchronized Mode mode() {
        return mode;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket near) {
        try {
            if (mode() == Mode.REFUSES || awaitPassage() == Mode.REFUSES) {
                near.close();
                return;
            }
            var wire = new Wire(near, new Socket(InetAddress.getLoopbackAddress(), target));
            wires.add(wire);
            wire.carry();
        } catch (IOException e) {
            close(near); // nobody listens behind it: so it looks in front of it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // it is as closed as it gets
        }
    }

    private final class Wire {
        private final Socket near;
        private final Socket far;

        Wire(Socket near, Socket far) throws IOException {
            this.near = near;
            this.far = far;
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
        }

        void carry() {
            Thread.ofVirtual().start(() -> pump(near, far));
            Thread.ofVirtual().start(() -> pump(far, near));
        }

        private void pump(Socket from, Socket to) {
            var buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int read = in.read(buffer);
                while (read >= 0) {
                    Duration delay = awaitPassage().delay();
                    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
                    out.write(buffer, 0, read);
                    out.flush();
                    read = in.read(buffer);
                }
                awaitPassage();
            } catch (IOException e) {
                return; // cut, or one end has gone
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (mode() != Mode.HALF_OPEN) {
                    cut();
                }
            }
        }

        void cut() {
            wires.remove(this);
            close(near);
            close(far);
        }

        void cutFarEnd() {
            close(far);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            open = false;
            notifyAll();
        }
        entrance.close();
        wires.forEach(Wire::cut);
    }
}
