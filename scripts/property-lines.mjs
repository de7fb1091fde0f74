/** A vitest reporter: a line for each property with its number of cases and seed, and last one with how many hold. */
export default class PropertyLines {
  onTestCaseResult(test) {
    const properties = test.meta().properties ?? [];
    const seconds = ((test.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
    for (const { cases, seed } of properties) {
      console.log(
        `${test.result().state}  ${cases} cases, seed ${seed}, ${seconds} s  ${test.module.relativeModuleId} > ${test.fullName}`,
      );
    }
  }

  onTestRunEnd(modules, errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed' && test.meta().properties).length;
    // Whatever else fails in the same files is a failure too.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const failed = tests.filter((test) => test.result().state === 'failed').length + broken;
    console.log(`${passed} passed, ${failed} failed`);
  }
}
