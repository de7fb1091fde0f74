package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An offer as the state of the master has it. */
public final class Offer extends Document {
    Offer(Map<String, Object> values) {
        super(values);
    }

    /** Its id. */
    public String id() {
        return text("id");
    }

    /** The id of the framework that has it. */
    public String frameworkId() {
        return text("framework_id");
    }

    /** The id of the agent whose resources these are. */
    public String agentId() {
        return text("slave_id");
    }

    /** Numbers, or ranges and sets as text. */
    public Map<String, Object> resources() {
        return object("resources");
    }

    /** A list of them. */
    static List<Offer> all(Object list) {
        List<Offer> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new Offer(each)));
        return all;
    }
}
