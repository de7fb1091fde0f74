// The C client against a server: HOST:PORT. Prints a line for each result and event. Times and ids of sessions are left out.
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zookeeper/zookeeper.h>

#define SECONDS 20
#define EVENTS 256

struct client {
  const char *name;
  zhandle_t *handle;
  char events[EVENTS][128];
  int told, seen;
};

static const char *hosts;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static const char *event_name(int type) {
  if (type == ZOO_CREATED_EVENT) return "created";
  if (type == ZOO_DELETED_EVENT) return "deleted";
  if (type == ZOO_CHANGED_EVENT) return "changed";
  if (type == ZOO_CHILD_EVENT) return "children";
  return type == ZOO_SESSION_EVENT ? "session" : "not watching";
}

static const char *state_name(int state) {
  if (state == ZOO_CONNECTED_STATE) return "connected";
  if (state == ZOO_CONNECTING_STATE) return "connecting";
  return state == ZOO_EXPIRED_SESSION_STATE ? "expired" : "other";
}

static void watcher(zhandle_t *handle, int type, int state, const char *path, void *context) {
  struct client *client = (struct client *)zoo_get_context(handle);
  pthread_mutex_lock(&lock);
  // So many attempts to connect as it takes are one.
  char line[128];
  snprintf(line, sizeof line, "%s %s %s", event_name(type), state_name(state), path ? path : "");
  if (client->told == 0 || strcmp(line, client->events[client->told - 1]) != 0 || type != ZOO_SESSION_EVENT)
    strcpy(client->events[client->told++ % EVENTS], line);
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

/** Prints all that it is told until it is told this. */
static void until(struct client *client, const char *expected) {
  struct timespec end = {.tv_sec = time(NULL) + SECONDS};
  pthread_mutex_lock(&lock);
  for (;;) {
    while (client->seen == client->told) {
      if (pthread_cond_timedwait(&changed, &lock, &end) != 0) {
        printf("%s was not told: %s\n", client->name, expected);
        exit(1);
      }
    }
    const char *event = client->events[client->seen++];
    printf("%s is told: %s\n", client->name, event);
    if (strcmp(event, expected) == 0) break;
  }
  pthread_mutex_unlock(&lock);
}

static void please(const char *what) {
  char answer[16];
  printf("please %s\n", what);
  fflush(stdout);
  if (!fgets(answer, sizeof answer, stdin)) exit(1);
}

static struct client *start(const char *name, const clientid_t *id) {
  struct client *client = calloc(1, sizeof *client);
  client->name = name;
  client->handle = zookeeper_init(hosts, watcher, 6000, id, client, 0);
  return client;
}

static struct client *connected(const char *name) {
  struct client *client = start(name, NULL);
  until(client, "session connected ");
  printf("%s has %d ms\n", name, zoo_recv_timeout(client->handle));
  return client;
}

static void result(const char *what, int code) { printf("%s -> %s\n", what, zerror(code)); }

static void stat_of(const char *what, int code, const struct Stat *stat, const struct client *owner) {
  if (code != ZOK) return result(what, code);
  int owned = owner && stat->ephemeralOwner == zoo_client_id(owner->handle)->client_id;
  printf("%s -> czxid %" PRId64 " mzxid %" PRId64 " pzxid %" PRId64 " version %d %d %d owner %s length %d children %d\n", what, stat->czxid,
         stat->mzxid, stat->pzxid, stat->version, stat->cversion, stat->aversion,
         stat->ephemeralOwner == 0 ? "none" : owned ? owner->name : "other", stat->dataLength, stat->numChildren);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void children(const struct client *client, const char *path, int watch) {
  struct String_vector names = {0};
  struct Stat stat;
  int code = zoo_get_children2(client->handle, path, watch, &names, &stat);
  printf("children of %s:", path);
  qsort(names.data, names.count, sizeof *names.data, by_name);
  for (int index = 0; index < names.count; index++) printf(" %s", names.data[index]);
  stat_of("", code, &stat, NULL);
  deallocate_String_vector(&names);
}

static void get(const struct client *client, const char *path, int watch) {
  char data[64];
  int length = sizeof data;
  struct Stat stat;
  int code = zoo_get(client->handle, path, watch, data, &length, &stat);
  printf("get %s: %.*s", path, code == ZOK && length > 0 ? length : 0, data);
  stat_of("", code, &stat, NULL);
}

static void create(const struct client *client, const char *path, const char *data, int mode) {
  char created[128] = "";
  struct Stat stat;
  int code = zoo_create2(client->handle, path, data, data ? (int)strlen(data) : -1, &ZOO_OPEN_ACL_UNSAFE, mode, created, sizeof created, &stat);
  printf("create %s %d: %s", path, mode, code == ZOK ? created : "");
  stat_of("", code, &stat, client);
}

static void changes(struct client *a, struct client *b) {
  create(a, "/c", "one", ZOO_PERSISTENT);
  create(a, "/c", "one", ZOO_PERSISTENT);
  create(a, "/missing/c", "one", ZOO_PERSISTENT);
  create(a, "/c/null", NULL, ZOO_PERSISTENT);
  create(a, "/c/e", "x", ZOO_EPHEMERAL);
  create(a, "/c/e/child", "x", ZOO_PERSISTENT);
  create(a, "/c/s-", "x", ZOO_PERSISTENT_SEQUENTIAL);
  create(a, "/c/es-", "x", ZOO_EPHEMERAL_SEQUENTIAL);
  create(a, "/c/container", "x", ZOO_CONTAINER);
  char created[64];
  result("with a time to live", zoo_create_ttl(a->handle, "/c/ttl-", "x", 1, &ZOO_OPEN_ACL_UNSAFE, ZOO_PERSISTENT_SEQUENTIAL_WITH_TTL, 60000, created, sizeof created));
  puts(created);
  children(b, "/c", 0);
  get(b, "/c", 0);
  get(b, "/c/null", 0);
  get(b, "/missing", 0);
  struct Stat stat;
  int code = zoo_set2(b->handle, "/c", "second", 6, 0, &stat);
  stat_of("set", code, &stat, NULL);
  result("set with a wrong version", zoo_set(b->handle, "/c", "third", 5, 0));
  result("delete what has children", zoo_delete(b->handle, "/c", -1));
  result("delete with a wrong version", zoo_delete(b->handle, "/c/null", 3));
  result("delete", zoo_delete(b->handle, "/c/null", 0));
  code = zoo_exists(b->handle, "/c/e", 0, &stat);
  stat_of("exists", code, &stat, a);
  result("exists what does not", zoo_exists(b->handle, "/c/null", 0, &stat));
  get(a, "/zookeeper/config", 0);
  char configuration[64];
  int length = sizeof configuration;
  code = zoo_getconfig(a->handle, 0, configuration, &length, &stat);
  printf("configuration of %d bytes: ", length);
  result("", code);
  length = sizeof configuration;
  result("reconfigure", zoo_reconfig(a->handle, NULL, "1", NULL, -1, configuration, &length, &stat));
}

static void several(struct client *a) {
  zoo_op_t operations[5];
  zoo_op_result_t results[5];
  char created[2][64];
  struct Stat stat;
  zoo_create_op_init(&operations[0], "/m", "1", 1, &ZOO_OPEN_ACL_UNSAFE, 0, created[0], sizeof created[0]);
  zoo_create_op_init(&operations[1], "/m/s-", "1", 1, &ZOO_OPEN_ACL_UNSAFE, ZOO_PERSISTENT_SEQUENTIAL, created[1], sizeof created[1]);
  zoo_set_op_init(&operations[2], "/m", "22", 2, 0, &stat);
  zoo_check_op_init(&operations[3], "/m", 1);
  zoo_delete_op_init(&operations[4], "/m/s-0000000000", -1);
  result("several", zoo_multi(a->handle, 5, operations, results));
  for (int index = 0; index < 5; index++) result("  each", results[index].err);
  printf("%s %s\n", created[0], created[1]);
  stat_of("set", ZOK, &stat, NULL);
  zoo_check_op_init(&operations[3], "/m", 7);
  zoo_create_op_init(&operations[0], "/n", "1", 1, &ZOO_OPEN_ACL_UNSAFE, 0, created[0], sizeof created[0]);
  result("several, one of them wrong", zoo_multi(a->handle, 5, operations, results));
  for (int index = 0; index < 5; index++) result("  each", results[index].err);
  children(a, "/", 0);
}

static void print_acl(const struct client *client, const char *path) {
  struct ACL_vector acl;
  struct Stat stat;
  int code = zoo_get_acl(client->handle, path, &acl, &stat);
  printf("list of %s:", path);
  for (int index = 0; code == ZOK && index < acl.count; index++)
    printf(" %d %s %s", acl.data[index].perms, acl.data[index].id.scheme, acl.data[index].id.id);
  stat_of("", code, &stat, NULL);
  if (code == ZOK) deallocate_ACL_vector(&acl);
}

static int authenticated;
static void on_auth(int code, const void *data) {
  pthread_mutex_lock(&lock);
  authenticated = 1;
  printf("authenticated %s -> %s\n", (const char *)data, zerror(code));
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

static void authenticate(const struct client *client, const char *credentials) {
  authenticated = 0;
  zoo_add_auth(client->handle, "digest", credentials, (int)strlen(credentials), on_auth, client->name);
  pthread_mutex_lock(&lock);
  while (!authenticated) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

static void access_lists(struct client *a, struct client *b) {
  authenticate(a, "me:secret");
  result("create mine", zoo_create(a->handle, "/mine", "x", 1, &ZOO_CREATOR_ALL_ACL, 0, NULL, 0));
  print_acl(a, "/mine");
  print_acl(b, "/mine");
  get(b, "/mine", 0);
  result("set what is not mine", zoo_set(b->handle, "/mine", "x", 1, -1));
  result("let all read", zoo_set_acl(a->handle, "/mine", 0, &ZOO_READ_ACL_UNSAFE));
  result("with a wrong version", zoo_set_acl(a->handle, "/mine", 0, &ZOO_OPEN_ACL_UNSAFE));
  get(b, "/mine", 0);
  print_acl(b, "/mine");
  result("a list that is none", zoo_create(b->handle, "/none", "x", 1, &ZOO_CREATOR_ALL_ACL, 0, NULL, 0));
  result("delete mine", zoo_delete(a->handle, "/mine", -1));
}

static void watches(struct client *a, struct client *b) {
  struct Stat stat;
  result("watch what does not exist", zoo_exists(a->handle, "/w", 1, &stat));
  create(b, "/w", "1", ZOO_PERSISTENT);
  until(a, "created connected /w");
  get(a, "/w", 1);
  children(a, "/w", 1);
  result("set", zoo_set(b->handle, "/w", "2", 1, -1));
  result("set", zoo_set(b->handle, "/w", "3", 1, -1));
  create(b, "/w/child", "1", ZOO_PERSISTENT);
  until(a, "children connected /w");
  get(a, "/w", 1);
  children(a, "/w", 1);
  result("delete", zoo_delete(b->handle, "/w/child", -1));
  until(a, "children connected /w");
  result("delete", zoo_delete(b->handle, "/w", -1));
  until(a, "deleted connected /w");
  create(b, "/w", "1", ZOO_PERSISTENT);
  get(a, "/w", 1);
  result("remove watches", zoo_remove_watches(a->handle, "/w", ZWATCHTYPE_DATA, watcher, a, 0));
  result("remove watches", zoo_remove_watches(a->handle, "/w", ZWATCHTYPE_DATA, watcher, a, 0));
  children(a, "/w", 1);
  result("remove all watches", zoo_remove_all_watches(a->handle, "/w", ZWATCHTYPE_ANY, 0));
  create(b, "/w/unseen", "1", ZOO_PERSISTENT);
  result("delete", zoo_delete(b->handle, "/w/unseen", -1));
}

/** What has been watched is watched on, on another connection of the same session, and on another process of the server. */
static void returning(struct client *a, struct client *b) {
  struct Stat stat;
  result("set", zoo_set(b->handle, "/w", "1", 1, -1));
  get(a, "/w", 1);
  children(a, "/w", 1);
  result("watch what does not exist", zoo_exists(a->handle, "/later", 1, &stat));
  please("cut");
  until(a, "session connected ");
  until(b, "session connected ");
  result("set", zoo_set(b->handle, "/w", "2", 1, -1));
  until(a, "changed connected /w");
  create(b, "/w/child", "x", ZOO_EPHEMERAL);
  until(a, "children connected /w");
  create(b, "/later", "x", ZOO_PERSISTENT);
  until(a, "created connected /later");
  create(a, "/mine", "x", ZOO_EPHEMERAL);
  get(a, "/w", 1);
  please("restart");
  until(a, "session connected ");
  until(b, "session connected ");
  int code = zoo_exists(b->handle, "/mine", 0, &stat);
  stat_of("exists", code, &stat, a);
  result("set", zoo_set(b->handle, "/w", "3", 1, -1));
  until(a, "changed connected /w");
}

/** A session that has ended takes with it what is its own; its client is told when it comes back. */
static void expiring(struct client *a, struct client *b) {
  struct Stat stat;
  result("watch", zoo_exists(b->handle, "/mine", 1, &stat));
  clientid_t id = *zoo_client_id(a->handle);
  char text[32];
  snprintf(text, sizeof text, "expire %" PRIx64, id.client_id);
  please(text);
  until(a, "session expired ");
  until(b, "deleted connected /mine");
  result("ask when expired", zoo_exists(a->handle, "/", 0, &stat));
  printf("unrecoverable %d\n", is_unrecoverable(a->handle) != 0);
  zookeeper_close(a->handle);
  struct client *again = start("again", &id);
  until(again, "session expired ");
  zookeeper_close(again->handle);
}

/** A program that goes without a word: another run of this one. Prints its session. */
static int leave(void) {
  struct client *c = start("c", NULL);
  while (zoo_state(c->handle) != ZOO_CONNECTED_STATE) usleep(1000);
  if (zoo_create(c->handle, "/moved", "x", 1, &ZOO_OPEN_ACL_UNSAFE, ZOO_EPHEMERAL, NULL, 0) != ZOK) return 1;
  fwrite(zoo_client_id(c->handle), sizeof(clientid_t), 1, stdout);
  fflush(stdout);
  _exit(0);
}

/** Its session goes on elsewhere. */
static void moving(struct client *b, const char *program) {
  char command[256];
  snprintf(command, sizeof command, "%s %s leave", program, hosts);
  FILE *left = popen(command, "r");
  clientid_t id;
  if (!left || fread(&id, sizeof id, 1, left) != 1 || pclose(left) != 0) exit(1);
  struct client *d = start("d", &id);
  until(d, "session connected ");
  struct Stat stat;
  int code = zoo_exists(b->handle, "/moved", 0, &stat);
  stat_of("exists", code, &stat, d);
  zookeeper_close(d->handle);
  result("exists", zoo_exists(b->handle, "/moved", 0, &stat));
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  hosts = arguments[1];
  zoo_set_debug_level(0);
  if (count > 2) return leave();
  struct client *a = connected("a"), *b = connected("b");
  changes(a, b);
  several(a);
  access_lists(a, b);
  watches(a, b);
  returning(a, b);
  expiring(a, b);
  moving(b, arguments[0]);
  printf("closed -> %s\n", zerror(zookeeper_close(b->handle)));
  puts("all done");
  return 0;
}
