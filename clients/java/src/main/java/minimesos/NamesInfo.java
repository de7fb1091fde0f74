package minimesos;

import java.util.Map;

/** Where tasks, masters and agents are found by name, as with Mesos-DNS. */
public final class NamesInfo extends Document {
    NamesInfo(Map<String, Object> values) {
        super(values);
    }

    /** The HTTP API of Mesos-DNS: {@code http://ip:port}, with {@link #httpPort()} as its port. */
    public String url() {
        return text("url");
    }

    /** Where it listens. */
    public String ip() {
        return text("ip");
    }

    /** Where DNS is spoken, over UDP and TCP. */
    public int port() {
        return whole("port");
    }

    /** Where HTTP is. */
    public int httpPort() {
        return whole("httpPort");
    }

    /** What all names end with, such as {@code mesos}. */
    public String domain() {
        return text("domain");
    }
}
