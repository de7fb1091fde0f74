package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A file or directory in the sandbox of a task. */
public final class SandboxFile extends Document {
    SandboxFile(Map<String, Object> values) {
        super(values);
    }

    /** Its name. */
    public String name() {
        return text("name");
    }

    /** Counted from the sandbox, such as {@code data/input.txt}. */
    public String path() {
        return text("path");
    }

    /** Bytes. */
    public long size() {
        return (long) number("size");
    }

    /** Whether it is one. */
    public boolean directory() {
        return flag("directory");
    }

    /** As {@code ls -l} writes it. */
    public String mode() {
        return text("mode");
    }

    /** A list of them. */
    static List<SandboxFile> all(Object list) {
        List<SandboxFile> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new SandboxFile(each)));
        return all;
    }
}
