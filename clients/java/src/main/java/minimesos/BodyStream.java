package minimesos;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An answer as it comes. Unlike the streams of the JDK before version 20, a thread that reads can be interrupted, and another one may
 * close it, which ends it for whoever reads.
 */
final class BodyStream extends InputStream implements HttpResponse.BodySubscriber<InputStream> {
    private static final Object END = new Object();

    /** Lists of buffers, an error, or the end. */
    private final BlockingQueue<Object> parts = new LinkedBlockingQueue<>();

    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.Subscription subscription;
    private boolean closed;

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        parts.add(part);
    }

    @Override
    public void onError(Throwable error) {
        parts.add(error);
    }

    @Override
    public void onComplete() {
        parts.add(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (buffers.isEmpty()) {
            Object part = take();
            if (!(part instanceof List)) {
                // For whoever reads on.
                parts.add(part);
                if (part == END) {
                    return -1;
                }
                throw new IOException(((Throwable) part).getMessage(), (Throwable) part);
            }
            for (Object buffer : (List<?>) part) {
                if (((ByteBuffer) buffer).hasRemaining()) {
                    buffers.add((ByteBuffer) buffer);
                }
            }
            subscription.request(1);
        }
        ByteBuffer first = buffers.element();
        int count = Math.min(length, first.remaining());
        first.get(into, offset, count);
        if (!first.hasRemaining()) {
            buffers.remove();
        }
        return count;
    }

    private Object take() throws IOException {
        try {
            return parts.take();
        } catch (InterruptedException error) {
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the thread was interrupted");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
        parts.add(END);
    }
}
