import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.*;
import org.apache.zookeeper.data.Stat;

/** What the Java client can do in all versions since 3.4: HOST:PORT. */
public class AnyVersion {
  static final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  static void expect(Object expected, Object is) {
    if (!expected.equals(is)) throw new AssertionError("expected " + expected + ", but got " + is);
  }

  static void next(String expected) throws Exception {
    expect(expected, String.valueOf(seen.poll(10, TimeUnit.SECONDS)));
  }

  static ZooKeeper connect(String hosts) throws Exception {
    ZooKeeper client = new ZooKeeper(hosts, 5000, event -> seen.add(event.getType() + " " + event.getState() + " " + event.getPath()));
    next("None SyncConnected null");
    return client;
  }

  public static void main(String[] arguments) throws Exception {
    ZooKeeper first = connect(arguments[0]);
    ZooKeeper second = connect(arguments[0]);
    expect("/java", first.create("/java", "x".getBytes(), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
    String member = first.create("/java/n-", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
    expect("/java/n-0000000000", member);
    Stat stat = new Stat();
    expect("x", new String(second.getData("/java", true, stat)));
    expect(1, stat.getNumChildren());
    expect(first.getSessionId(), second.exists(member, false).getEphemeralOwner());
    expect(Arrays.asList("n-0000000000"), second.getChildren("/java", true));
    first.setData("/java", "y".getBytes(), 0);
    next("NodeDataChanged SyncConnected /java");
    try {
      first.setData("/java", null, 0);
      throw new AssertionError("a wrong version should have been refused");
    } catch (KeeperException.BadVersionException expected) {
    }
    List<OpResult> results = first.multi(Arrays.asList(
        Op.create("/java/m", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT), Op.check("/java", 1),
        Op.setData("/java/m", "z".getBytes(), 0), Op.delete("/java/m", 1)));
    expect(4, results.size());
    next("NodeChildrenChanged SyncConnected /java");
    try {
      first.multi(Arrays.asList(Op.delete("/java/missing", -1), Op.delete("/java", -1)));
      throw new AssertionError("it should have failed");
    } catch (KeeperException.NoNodeException expected) {
      expect(2, expected.getResults().size());
    }
    first.addAuthInfo("digest", "me:secret".getBytes());
    first.create("/java/mine", null, ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
    expect("digest", first.getACL("/java/mine", stat).get(0).getId().getScheme());
    try {
      second.getData("/java/mine", false, null);
      throw new AssertionError("it should not have been allowed");
    } catch (KeeperException.NoAuthException expected) {
    }
    // A session that another client takes over, and one that ends.
    second.exists(member, true);
    ZooKeeper taken = new ZooKeeper(arguments[0], 5000, event -> { }, first.getSessionId(), first.getSessionPasswd());
    while (taken.getState() != ZooKeeper.States.CONNECTED) Thread.sleep(10);
    expect(first.getSessionId(), taken.getSessionId());
    taken.close();
    for (String each = ""; !each.equals("NodeDeleted SyncConnected " + member); ) each = seen.poll(10, TimeUnit.SECONDS);
    for (String each = ""; !each.equals("None Expired null"); ) each = seen.poll(10, TimeUnit.SECONDS);
    second.delete("/java/mine", -1);
    second.delete("/java", -1);
    second.close();
    System.out.println("all works");
    System.exit(0);
  }
}
