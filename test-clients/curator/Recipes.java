import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.cache.TreeCache;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.leader.Participant;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.framework.recipes.watch.PersistentWatcher;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.ServiceProvider;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.data.Stat;

/** Curator and its recipes against a server: HOST:PORT. Prints what comes of them; it asks for what is to be done to the server. */
public class Recipes {
  static final BufferedReader answers = new BufferedReader(new InputStreamReader(System.in));
  static final ExecutorService others = Executors.newCachedThreadPool();
  static String hosts;
  static CuratorFramework a;
  static CuratorFramework b;

  interface Test {
    void run() throws Exception;
  }

  static void please(String what) throws Exception {
    System.out.println("please " + what);
    System.out.flush();
    answers.readLine();
  }

  static void expire(CuratorFramework client) throws Exception {
    please("expire " + Long.toHexString(client.getZookeeperClient().getZooKeeper().getSessionId()));
  }

  static void expect(Object expected, Object is) {
    if (!expected.equals(is)) throw new AssertionError("expected " + expected + ", but got " + is);
  }

  static void eventually(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      if (System.nanoTime() > end) throw new AssertionError("it did not come true");
      Thread.sleep(5);
    }
  }

  static <Result> Result inTime(Future<Result> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  static CuratorFramework client() throws Exception {
    CuratorFramework client = CuratorFrameworkFactory.newClient(hosts, 6000, 3000, new RetryForever(50));
    client.start();
    client.blockUntilConnected();
    return client;
  }

  static void basics() throws Exception {
    expect("/basics/deep", a.create().creatingParentContainersIfNeeded().forPath("/basics/deep", "x".getBytes()));
    expect(1, a.checkExists().forPath("/basics").getCversion());
    Stat stat = new Stat();
    String member = a.create().storingStatIn(stat).withProtection().withMode(CreateMode.EPHEMERAL_SEQUENTIAL).forPath("/basics/n-");
    System.out.println(member.substring(member.length() - 13) + " " + stat.getVersion() + " " + (stat.getEphemeralOwner() != 0));
    expect("/basics/deep", a.create().orSetData().forPath("/basics/deep", "y".getBytes()));
    expect("y", new String(b.getData().storingStatIn(stat).forPath("/basics/deep")));
    System.out.println("version " + stat.getVersion());
    a.create().withTtl(60000).withMode(CreateMode.PERSISTENT_WITH_TTL).forPath("/basics/ttl");
    try {
      b.setData().withVersion(7).forPath("/basics/deep");
      throw new AssertionError("a wrong version should have been refused");
    } catch (KeeperException.BadVersionException expected) {
      System.out.println(expected.getPath() + " " + expected.code());
    }
    List<CuratorTransactionResult> results = a.transaction().forOperations(
        a.transactionOp().create().forPath("/basics/t", "1".getBytes()), a.transactionOp().setData().withVersion(0).forPath("/basics/t", "2".getBytes()),
        a.transactionOp().check().withVersion(1).forPath("/basics/t"), a.transactionOp().delete().forPath("/basics/deep"));
    for (CuratorTransactionResult each : results) System.out.println(each.getType() + " " + each.getForPath() + " " + each.getError());
    try {
      a.transaction().forOperations(a.transactionOp().create().forPath("/basics/u"), a.transactionOp().delete().forPath("/missing"));
      throw new AssertionError("it should have failed");
    } catch (KeeperException.NoNodeException expected) {
      for (Object each : expected.getResults()) System.out.println(each.getClass().getSimpleName());
    }
    BlockingQueue<String> done = new LinkedBlockingQueue<>();
    b.getChildren().inBackground((client, event) -> done.add(event.getType() + " " + event.getResultCode() + " " + event.getChildren().size())).forPath("/basics");
    System.out.println(done.poll(20, TimeUnit.SECONDS));
    b.usingNamespace("basics").create().forPath("/named");
    a.delete().guaranteed().deletingChildrenIfNeeded().forPath("/basics");
    System.out.println(b.checkExists().forPath("/basics"));
  }

  /** Who leads, when leaders go: by a word, and by the end of their session. */
  static void latch() throws Exception {
    LeaderLatch first = new LeaderLatch(a, "/latch", "first", LeaderLatch.CloseMode.NOTIFY_LEADER);
    LeaderLatch second = new LeaderLatch(b, "/latch", "second");
    first.start();
    expect(true, first.await(20, TimeUnit.SECONDS));
    second.start();
    eventually(() -> first.getParticipants().size() == 2);
    System.out.println(first.getParticipants().stream().map(Participant::toString).sorted().collect(Collectors.toList()));
    expire(a);
    expect(true, second.await(20, TimeUnit.SECONDS));
    eventually(() -> !first.hasLeadership());
    System.out.println("leads: " + second.getLeader().getId());
    eventually(() -> second.getParticipants().size() == 2);
    second.close();
    expect(true, first.await(20, TimeUnit.SECONDS));
    System.out.println("leads: " + first.getLeader().getId());
    first.close();
    eventually(() -> b.getChildren().forPath("/latch").isEmpty());
  }

  static void selector() throws Exception {
    BlockingQueue<String> led = new LinkedBlockingQueue<>();
    CountDownLatch end = new CountDownLatch(1);
    List<LeaderSelector> all = new ArrayList<>();
    for (CuratorFramework client : Arrays.asList(a, b)) {
      LeaderSelector selector = new LeaderSelector(client, "/selector", new LeaderSelectorListenerAdapter() {
        @Override
        public void takeLeadership(CuratorFramework leader) throws Exception {
          led.add(leader == a ? "a" : "b");
          end.await();
        }
      });
      selector.start();
      all.add(selector);
      eventually(() -> client.checkExists().forPath("/selector") != null && client.getChildren().forPath("/selector").size() == all.size());
    }
    System.out.println("leads: " + led.poll(20, TimeUnit.SECONDS));
    expect(0, led.size());
    end.countDown();
    System.out.println("leads: " + led.poll(20, TimeUnit.SECONDS));
    for (LeaderSelector each : all) each.close();
  }

  static void mutex() throws Exception {
    InterProcessMutex mine = new InterProcessMutex(a, "/mutex");
    InterProcessMutex theirs = new InterProcessMutex(b, "/mutex");
    mine.acquire();
    mine.acquire();
    expect(false, inTime(others.submit(() -> theirs.acquire(100, TimeUnit.MILLISECONDS))));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Future<Boolean> waiting = others.submit(() -> {
      theirs.acquire();
      held.countDown();
      end.await();
      theirs.release();
      return true;
    });
    eventually(() -> mine.getParticipantNodes().size() == 2);
    mine.release();
    expect(1L, held.getCount());
    mine.release();
    expect(true, held.await(20, TimeUnit.SECONDS));
    end.countDown();
    expect(true, inTime(waiting));
    System.out.println("held by " + (mine.isAcquiredInThisProcess() || theirs.isAcquiredInThisProcess()));
    // Whoever has it, and whose session ends, has it no longer.
    CuratorFramework c = client();
    InterProcessMutex lost = new InterProcessMutex(c, "/mutex");
    lost.acquire();
    expect(false, mine.acquire(50, TimeUnit.MILLISECONDS));
    expire(c);
    expect(true, mine.acquire(20, TimeUnit.SECONDS));
    mine.release();
    c.close();
    InterProcessReadWriteLock readers = new InterProcessReadWriteLock(a, "/readers");
    InterProcessReadWriteLock writers = new InterProcessReadWriteLock(b, "/readers");
    readers.readLock().acquire();
    expect(true, writers.readLock().acquire(20, TimeUnit.SECONDS));
    writers.readLock().release();
    expect(false, writers.writeLock().acquire(50, TimeUnit.MILLISECONDS));
    readers.readLock().release();
    expect(true, writers.writeLock().acquire(20, TimeUnit.SECONDS));
    writers.writeLock().release();
    InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(a, "/semaphore", 2);
    Collection<Lease> leases = semaphore.acquire(2);
    System.out.println("a third lease: " + new InterProcessSemaphoreV2(b, "/semaphore", 2).acquire(50, TimeUnit.MILLISECONDS));
    semaphore.returnAll(leases);
  }

  static TreeMap<String, String> contents(TreeCache cache, String path) {
    TreeMap<String, String> found = new TreeMap<>();
    if (cache.getCurrentData(path) == null) return found;
    found.put(path, new String(cache.getCurrentData(path).getData()));
    for (String name : cache.getCurrentChildren(path).keySet()) found.putAll(contents(cache, path + "/" + name));
    return found;
  }

  static void caches() throws Exception {
    b.create().creatingParentsIfNeeded().forPath("/tree/a/b", "1".getBytes());
    BlockingQueue<String> initialized = new LinkedBlockingQueue<>();
    TreeCache tree = TreeCache.newBuilder(a, "/tree").build();
    tree.getListenable().addListener((client, event) -> {
      if (event.getType().name().equals("INITIALIZED")) initialized.add("tree");
    });
    tree.start();
    CuratorCache cache = CuratorCache.build(a, "/tree");
    List<String> changes = Collections.synchronizedList(new ArrayList<>());
    cache.listenable().addListener(CuratorCacheListener.builder()
        .forCreates(node -> changes.add("created " + node.getPath())).forDeletes(node -> changes.add("deleted " + node.getPath()))
        .forChanges((old, node) -> changes.add("changed " + node.getPath() + " " + new String(node.getData())))
        .forInitialized(() -> initialized.add("cache")).build());
    cache.start();
    for (int index = 0; index < 2; index++) if (initialized.poll(20, TimeUnit.SECONDS) == null) throw new AssertionError("a cache did not begin");
    System.out.println(new TreeSet<>(changes));
    changes.clear();
    // One after the other: a cache reads what has changed later, and may not see what is gone by then.
    b.create().forPath("/tree/a/c", "2".getBytes());
    eventually(() -> changes.size() == 1);
    b.setData().forPath("/tree/a/b", "3".getBytes());
    eventually(() -> changes.size() == 2);
    b.create().withMode(CreateMode.EPHEMERAL).forPath("/tree/d", "4".getBytes());
    eventually(() -> changes.size() == 3);
    b.delete().forPath("/tree/a/c");
    eventually(() -> changes.size() == 4);
    System.out.println(changes);
    TreeMap<String, String> expected = new TreeMap<>();
    for (String each : Arrays.asList("/tree", "/tree/a", "/tree/a/b", "/tree/d")) expected.put(each, new String(b.getData().forPath(each)));
    eventually(() -> contents(tree, "/tree").keySet().equals(expected.keySet()) && "3".equals(contents(tree, "/tree").get("/tree/a/b")));
    // What changes while a client is away, its caches have when it is back.
    please("cut");
    b.setData().forPath("/tree/a/b", "5".getBytes());
    b.create().forPath("/tree/a/b/e", "6".getBytes());
    b.delete().forPath("/tree/d");
    eventually(() -> "{/tree/a/b=5, /tree/a/b/e=6}".equals(new TreeMap<>(contents(tree, "/tree").tailMap("/tree/a/b")).toString()));
    eventually(() -> cache.stream().count() == 4 && !cache.get("/tree/d").isPresent());
    please("restart");
    b.create().forPath("/tree/f", "7".getBytes());
    eventually(() -> tree.getCurrentData("/tree/f") != null && cache.get("/tree/f").isPresent());
    expire(a);
    b.delete().forPath("/tree/f");
    eventually(() -> tree.getCurrentData("/tree/f") == null && !cache.get("/tree/f").isPresent());
    System.out.println(contents(tree, "/tree").keySet());
    tree.close();
    cache.close();
  }

  static void persistentWatcher() throws Exception {
    BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
    PersistentWatcher recursive = new PersistentWatcher(a, "/watched", true);
    PersistentWatcher plain = new PersistentWatcher(a, "/watched/x", false);
    BlockingQueue<String> reset = new LinkedBlockingQueue<>();
    for (PersistentWatcher each : Arrays.asList(recursive, plain)) {
      each.getListenable().addListener(events::add);
      each.getResetListenable().addListener(() -> reset.add("reset"));
      each.start();
      expect("reset", reset.poll(20, TimeUnit.SECONDS));
    }
    b.create().forPath("/watched");
    b.create().forPath("/watched/x");
    b.create().forPath("/watched/x/y");
    b.setData().forPath("/watched/x", "1".getBytes());
    b.setData().forPath("/watched/x", "2".getBytes());
    b.delete().forPath("/watched/x/y");
    b.delete().forPath("/watched/x");
    for (WatchedEvent event; ; ) {
      event = events.poll(20, TimeUnit.SECONDS);
      System.out.println(event.getType() + " " + event.getPath());
      if (event.getType().name().equals("NodeDeleted") && event.getPath().equals("/watched/x")) break;
    }
    recursive.close();
    plain.close();
  }

  static void nodes() throws Exception {
    PersistentNode node = new PersistentNode(a, CreateMode.EPHEMERAL, false, "/kept", "x".getBytes());
    node.start();
    expect(true, node.waitForInitialCreate(20, TimeUnit.SECONDS));
    GroupMember here = new GroupMember(a, "/group", "a", "1".getBytes());
    GroupMember there = new GroupMember(b, "/group", "b", "2".getBytes());
    here.start();
    there.start();
    eventually(() -> here.getCurrentMembers().size() == 2 && there.getCurrentMembers().size() == 2);
    System.out.println(new TreeSet<>(here.getCurrentMembers().keySet()));
    long before = b.checkExists().forPath("/kept").getCzxid();
    expire(a);
    eventually(() -> b.checkExists().forPath("/kept") != null && b.checkExists().forPath("/kept").getCzxid() != before);
    eventually(() -> there.getCurrentMembers().size() == 2);
    node.close();
    here.close();
    eventually(() -> there.getCurrentMembers().size() == 1);
    there.close();
  }

  static void counters() throws Exception {
    DistributedAtomicLong mine = new DistributedAtomicLong(a, "/long", new RetryOneTime(1));
    DistributedAtomicLong theirs = new DistributedAtomicLong(b, "/long", new RetryOneTime(1));
    mine.initialize(5L);
    theirs.increment();
    System.out.println(mine.add(10L).preValue() + " " + theirs.get().postValue());
    SharedCount first = new SharedCount(a, "/count", 3);
    SharedCount second = new SharedCount(b, "/count", 0);
    first.start();
    second.start();
    first.setCount(8);
    eventually(() -> second.getCount() == 8);
    first.close();
    second.close();
    SimpleDistributedQueue queue = new SimpleDistributedQueue(a, "/queue");
    Future<byte[]> taken = others.submit(() -> new SimpleDistributedQueue(b, "/queue").take());
    for (String each : Arrays.asList("1", "2")) queue.offer(each.getBytes());
    System.out.println(new String(inTime(taken)) + " " + new String(queue.poll(20, TimeUnit.SECONDS)));
  }

  static void barriers() throws Exception {
    DistributedBarrier barrier = new DistributedBarrier(a, "/barrier");
    barrier.setBarrier();
    Future<Boolean> waiting = others.submit(() -> new DistributedBarrier(b, "/barrier").waitOnBarrier(20, TimeUnit.SECONDS));
    barrier.removeBarrier();
    expect(true, inTime(waiting));
    DistributedDoubleBarrier mine = new DistributedDoubleBarrier(a, "/double", 2);
    DistributedDoubleBarrier theirs = new DistributedDoubleBarrier(b, "/double", 2);
    Future<Boolean> entered = others.submit(() -> theirs.enter(20, TimeUnit.SECONDS));
    expect(true, mine.enter(20, TimeUnit.SECONDS));
    expect(true, inTime(entered));
    Future<Boolean> left = others.submit(() -> theirs.leave(20, TimeUnit.SECONDS));
    expect(true, mine.leave(20, TimeUnit.SECONDS));
    expect(true, inTime(left));
  }

  static void discovery() throws Exception {
    ServiceInstance<Void> instance = ServiceInstance.<Void>builder().name("web").address("127.0.0.1").port(8080).build();
    ServiceDiscovery<Void> there = ServiceDiscoveryBuilder.builder(Void.class).client(b).basePath("/services").thisInstance(instance).build();
    ServiceDiscovery<Void> here = ServiceDiscoveryBuilder.builder(Void.class).client(a).basePath("/services").build();
    there.start();
    here.start();
    ServiceProvider<Void> provider = here.serviceProviderBuilder().serviceName("web").build();
    provider.start();
    eventually(() -> provider.getInstance() != null);
    System.out.println(here.queryForNames() + " " + provider.getInstance().getPort());
    there.close();
    eventually(() -> provider.getInstance() == null);
    provider.close();
    here.close();
  }

  static void run(String name, Test test) throws Exception {
    a = client();
    b = client();
    System.out.println("== " + name);
    test.run();
    a.close();
    b.close();
  }

  public static void main(String[] arguments) throws Exception {
    hosts = arguments[0];
    try {
      run("basics", Recipes::basics);
      run("leader latch", Recipes::latch);
      run("leader selector", Recipes::selector);
      run("mutex, read and write locks, semaphore", Recipes::mutex);
      run("tree cache and cache", Recipes::caches);
      run("persistent watcher", Recipes::persistentWatcher);
      run("persistent node and group", Recipes::nodes);
      run("counters and queue", Recipes::counters);
      run("barriers", Recipes::barriers);
      run("discovery", Recipes::discovery);
      System.out.println("all recipes work");
      System.exit(0);
    } catch (Throwable error) {
      error.printStackTrace();
      System.exit(1);
    }
  }
}
