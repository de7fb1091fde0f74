import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.*;
import org.apache.zookeeper.data.Stat;

/** What the Java client can do since 3.5, 3.6 or 3.7: HOST:PORT. */
public class Newer {
  static void expect(Object expected, Object is) {
    if (!expected.equals(is)) throw new AssertionError("expected " + expected + ", but got " + is);
  }

  public static void main(String[] arguments) throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    ZooKeeper client = new ZooKeeper(arguments[0], 5000, event -> { });
    client.addWatch("/new", event -> seen.add(event.getType() + " " + event.getPath()), AddWatchMode.PERSISTENT_RECURSIVE);
    Stat stat = new Stat();
    client.create("/new", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER, stat);
    client.create("/new/ttl", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, stat, 60000);
    client.create("/new/e", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL, stat);
    expect(client.getSessionId(), stat.getEphemeralOwner());
    for (String path : Arrays.asList("/new", "/new/ttl", "/new/e")) expect("NodeCreated " + path, seen.poll(10, TimeUnit.SECONDS));
    expect(2, client.getAllChildrenNumber("/new"));
    expect(Arrays.asList("/new/e"), client.getEphemerals());
    expect(2, client.multi(Arrays.asList(Op.getChildren("/new"), Op.getData("/new/e"))).size());
    expect("ip", client.whoAmI().get(0).getAuthScheme());
    client.removeAllWatches("/new", Watcher.WatcherType.Any, false);
    expect("PersistentWatchRemoved /new", seen.poll(10, TimeUnit.SECONDS));
    client.sync("/new");
    ZKUtil.deleteRecursive(client, "/new");
    client.close();
    System.out.println("all works");
    System.exit(0);
  }
}
