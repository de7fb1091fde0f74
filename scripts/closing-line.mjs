/** A vitest reporter: why each skipped test was skipped, then one plain line with the counts, as the last of the run. */
export default class ClosingLine {
  onTestRunEnd(modules, errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state) => tests.filter((test) => test.result().state === state).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    for (const [reason, names] of groupedByReason(skipped)) {
      console.log(`Skipped: ${reason}`);
      for (const name of names) console.log(`  ${name}`);
    }
    // A file that cannot be loaded, and an error outside of any test, is a failure although no test failed.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${skipped.length} skipped`);
  }
}

function groupedByReason(tests) {
  const groups = new Map();
  for (const test of tests) {
    const reason = test.result().note ?? 'no reason given';
    groups.set(reason, [...(groups.get(reason) ?? []), test.fullName]);
  }
  return groups;
}
