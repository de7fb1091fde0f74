package minimesos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cluster is to look like, with the keys of {@code minimesos.yaml}. Everything may be left out. A wrong one is refused by the
 * server with {@code INVALID_DESCRIPTION}, with all that is wrong with it.
 */
public final class ClusterDescription {
    private final Map<String, Object> keys;
    private final String text;

    private ClusterDescription(Map<String, Object> keys, String text) {
        this.keys = keys;
        this.text = text;
    }

    /** One master and one agent. */
    public static ClusterDescription ofDefaults() {
        return builder().build();
    }

    /** One master and so many agents that are alike. */
    public static ClusterDescription agents(int count) {
        return builder().agents(count).build();
    }

    /** YAML or JSON. */
    public static ClusterDescription fromText(String text) {
        return new ClusterDescription(Map.of(), text);
    }

    /**
     * A file in YAML or JSON.
     *
     * @throws UncheckedIOException when it cannot be read
     */
    public static ClusterDescription fromFile(Path file) {
        try {
            return fromText(Files.readString(file));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /**
     * A resource on the class path in YAML or JSON, such as {@code /minimesos.yaml}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static ClusterDescription fromClassPath(String name) {
        try (InputStream stream = ClusterDescription.class.getResourceAsStream(name.startsWith("/") ? name : "/" + name)) {
            if (stream == null) {
                throw new IllegalArgumentException("There is no " + name + " on the class path.");
            }
            return fromText(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Describes a cluster key by key. */
    public static Builder builder() {
        return new Builder();
    }

    /** The part of a request for a cluster that describes it. */
    Map<String, Object> request() {
        return text == null ? Map.of("description", keys) : Map.of("descriptionText", text);
    }

    /** Describes a cluster key by key; what is not said has its default. */
    public static final class Builder {
        private final Map<String, Object> keys = new LinkedHashMap<>();
        private final List<Map<String, Object>> masters = new ArrayList<>();
        private final List<Map<String, Object>> agents = new ArrayList<>();

        private Builder() {}

        /** What others find it by. Default: made up. */
        public Builder name(String name) {
            return set("name", name);
        }

        /** What runs it. Default: {@code embedded}. */
        public Builder driver(String driver) {
            return set("driver", driver);
        }

        /** The version of Mesos that it presents itself as. Default: {@code 1.11}. */
        public Builder mesosVersion(String version) {
            return set("mesosVersion", version);
        }

        /** How many masters, all alike. Default: one. Several elect their leader by a ZooKeeper. */
        public Builder masters(int count) {
            return set("masters", count);
        }

        /** A master, or several that are alike; may be called again for others. */
        public Builder master(Member master) {
            masters.add(master.keys);
            return set("masters", masters);
        }

        /** How many agents, all alike. Default: one. */
        public Builder agents(int count) {
            return set("agents", count);
        }

        /** An agent, or several that are alike; may be called again for others. */
        public Builder agent(Member agent) {
            agents.add(agent.keys);
            return set("agents", agents);
        }

        /** With a ZooKeeper by which masters and frameworks find each other. */
        public Builder zooKeeper() {
            return set("zookeeper", true);
        }

        /** Time stands still until it is moved. */
        public Builder virtualClock() {
            return set("clock", "virtual");
        }

        /** Without the waits of Mesos that only gather work. */
        public Builder immediateReaction() {
            return set("reaction", "immediate");
        }

        /** Any key of {@code minimesos.yaml}: a text, a number, a boolean, a list or a map. */
        public Builder set(String key, Object value) {
            keys.put(key, value);
            return this;
        }

        /** What was described. */
        public ClusterDescription build() {
            return new ClusterDescription(new LinkedHashMap<>(keys), null);
        }
    }

    /** A master or an agent, or several that are alike. */
    public static final class Member {
        final Map<String, Object> keys = new LinkedHashMap<>();

        /** One with defaults. */
        public Member() {}

        /** How many. Default: one. */
        public Member count(int count) {
            return set("count", count);
        }

        /** Where it listens. Default: a free port. */
        public Member port(int port) {
            return set("port", port);
        }

        /** What an agent offers, in Mesos's text form: {@code cpus:4;mem:4096}. */
        public Member resources(String resources) {
            return set("resources", resources);
        }

        /** The attributes of an agent, in Mesos's text form: {@code rack:a}. */
        public Member attributes(String attributes) {
            return set("attributes", attributes);
        }

        /** It runs as a process of its own. */
        public Member ownProcess() {
            return set("ownProcess", true);
        }

        /** A flag of Mesos. */
        public Member flag(String name, Object value) {
            Map<String, Object> flags = new LinkedHashMap<>(Json.object(keys.get("flags")));
            flags.put(name, value);
            return set("flags", flags);
        }

        private Member set(String key, Object value) {
            keys.put(key, value);
            return this;
        }
    }
}
