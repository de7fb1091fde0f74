// What programs of this folder tell, as JSON on a line.
export const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/** What came of an action, in words: the code and text of an error, or what `describe` makes of its result. */
export async function outcome(action, describe = () => 'done') {
  try {
    return describe(await action());
  } catch (error) {
    return `${error.code ?? error.name}: ${error.message.split('\n')[0]}`;
  }
}

/** That a cluster is as it should be: it answers, all its agents are there, and a task runs. */
export const looksWell = (cluster) =>
  outcome(
    async () => {
      const { slaves } = await cluster.state();
      const { state, stdout } = await cluster.run('echo well', { timeout: '30secs' });
      return `${slaves.filter(({ active }) => active).length} agents, ${state}, ${stdout.trim()}`;
    },
    (text) => text,
  );
