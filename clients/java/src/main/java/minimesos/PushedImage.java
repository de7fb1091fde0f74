package minimesos;

import java.util.Map;

/** What was sent of an image. */
public final class PushedImage extends Document {
    PushedImage(Map<String, Object> values) {
        super(values);
    }

    /** As agents name it. */
    public String image() {
        return text("image");
    }

    /** How many of its layers had to be sent. */
    public int layersSent() {
        return whole("layersSent");
    }

    /** How many of them were there already. */
    public int layersPresent() {
        return whole("layersPresent");
    }
}
