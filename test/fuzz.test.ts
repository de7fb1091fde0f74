// Whether `npm run test:fuzz` finds what is planted, keeps it, and gives it again.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Chance } from '../fuzz/engine/chance.js';
import { lengthening } from '../fuzz/engine/lengthen.js';
import { minimised } from '../fuzz/engine/minimise.js';
import { mutated } from '../fuzz/engine/mutate.js';
import { projectFolder } from './source-files.js';

const folder = mkdtempSync(join(tmpdir(), 'minimesos-fuzz-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Everything is built first, and each attempt at what hangs takes a second. */
const TIMEOUT_MS = 240_000;

interface Output {
  readonly seed: number;
  readonly doors: readonly {
    readonly door: string;
    readonly inputs: number;
    readonly findings: number;
    readonly corpus: number;
  }[];
  readonly findings: readonly { readonly door: string; readonly path: string; readonly kind: string; readonly what: string }[];
}

async function fuzz(args: string[], environment: Record<string, string> = {}): Promise<{ code: number | null; text: string }> {
  const env = { ...process.env, MINIMESOS_FUZZ_FOLDER: join(projectFolder, 'test/planted-doors'), ...environment };
  const child = spawn(process.execPath, [join(projectFolder, 'scripts/test-fuzz.mjs'), ...args], { env });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text };
}

describe('fuzzing', { timeout: TIMEOUT_MS }, () => {
  let output: Output;

  it('finds what is planted, and nothing else', async () => {
    const limits = { MINIMESOS_FUZZ_SEED: '1', MINIMESOS_FUZZ_INPUTS: '24000' };
    const { code, text } = await fuzz(['--json', '--findings', folder], limits);
    output = JSON.parse(text);
    expect(code).toBe(1);
    expect(output.seed).toBe(1);
    const kinds = new Set(output.findings.map(({ door, kind }) => `${door}: ${kind}`));
    expect([...kinds].sort()).toEqual([
      'crash: error',
      'growth: growth',
      'hang: hang',
      'lost: error',
      'memory: memory',
      'square: hang',
    ]);
  });

  it('keeps the shortest input of each that shows it', () => {
    const kept = (door: string) => readFileSync(output.findings.find((finding) => finding.door === door)?.path ?? '', 'latin1');
    expect(['crash', 'lost', 'growth'].map(kept)).toEqual(['zqx', 'l', 'g']);
    // Each attempt at these takes long, so that there are few.
    expect(kept('hang')).toMatch(/^go.{0,20}$/s);
    expect(kept('memory')).toMatch(/^m/);
    expect(kept('square').split(',').length).toBeGreaterThan(1000);
  });

  it('gives again what was kept', async () => {
    const { code, text } = await fuzz(output.findings.flatMap(({ path }) => ['--replay', path]));
    expect(code).toBe(1);
    expect(text).not.toContain('nothing is wrong');
    for (const { door, kind } of output.findings) expect(text).toContain(`${door}: ${kind}: `);
    expect(text).toMatch(/growth: growth: each time this input is given leaves (4|5)\d{4} bytes behind/);
  });

  it('says so when nothing is wrong with what is given again', async () => {
    mkdirSync(join(folder, 'crash'), { recursive: true });
    const path = join(folder, 'crash', 'fine');
    writeFileSync(path, 'zq');
    expect(await fuzz(['--replay', path])).toEqual({ code: 0, text: `crash: nothing is wrong with ${path}\n` });
  });

  it('holds what was wrong to half of the limit when it is given again', async () => {
    const kept = (door: string, name: string) => {
      mkdirSync(join(folder, door), { recursive: true });
      const path = join(folder, door, name);
      writeFileSync(path, Buffer.alloc(9, 255));
      return ['--replay', path];
    };
    const fine = await fuzz([...kept('hang', 'fine'), ...kept('memory', 'fine')]);
    expect(fine.text).toMatch(/^hang: nothing is wrong with .*\nmemory: nothing is wrong with .*\n$/);
    const found = await fuzz([...kept('hang', 'hang-found'), ...kept('memory', 'memory-found')]);
    expect(found.text).toMatch(/^hang: hang: takes more than 500 ms\nmemory: memory: takes 6\d MB at once\n$/);
  });

  it('prints a table, the seed, and how to give an input again', async () => {
    const { code, text } = await fuzz(['sound', 'crash', '--findings', folder], {
      MINIMESOS_FUZZ_SEED: '1',
      MINIMESOS_FUZZ_INPUTS: '8000',
    });
    expect(code).toBe(1);
    expect(text).toMatch(/^DOOR +INPUTS +A SECOND +BRANCHES \(NEW\) +CORPUS +WORST MS +GROWTH KB +FINDINGS$/m);
    expect(text).toMatch(/^sound +4,000 .* 0$/m);
    expect(text).toMatch(/crash: error: TypeError: found\n(.*\n)*? {2}again: npm run test:fuzz -- --replay \S+\/crash\/error-/);
    expect(text).toMatch(/inputs to 2 doors, 1 findings, seed 1\n$/);
  });

  it('ends after a time, and is repeated by how many inputs that were', async () => {
    const run = async (limits: Record<string, string>) => {
      const { text } = await fuzz(['--json', 'sound'], { MINIMESOS_FUZZ_SEED: '7', ...limits });
      const [{ inputs, corpus } = { inputs: 0, corpus: 0 }] = (JSON.parse(text) as Output).doors;
      return { inputs, corpus };
    };
    const first = await run({ MINIMESOS_FUZZ_SECONDS: '1' });
    expect(first.inputs).toBeGreaterThan(0);
    expect(await run({ MINIMESOS_FUZZ_INPUTS: String(first.inputs) })).toEqual(first);
  });

  it('refuses what it does not know', async () => {
    expect((await fuzz(['nowhere'])).text).toContain(
      "There is no door 'nowhere': crash, growth, hang, lost, memory, sound, square",
    );
    expect((await fuzz([], { MINIMESOS_FUZZ_SECONDS: 'ten' })).text).toContain(
      "MINIMESOS_FUZZ_SECONDS is 'ten', which is no such number",
    );
  });
});

describe('what inputs are made of', () => {
  const stock = { corpus: [Buffer.from('{"a":[1,2,{"b":"c"}]}')], words: [Buffer.from('word')] };
  const inputs = (seed: number) => {
    const chance = new Chance(seed);
    return Array.from({ length: 500 }, () =>
      Buffer.from(mutated(stock.corpus[0] as Buffer, chance, stock, 100)).toString('latin1'),
    );
  };

  it('is the same for the same seed', () => {
    expect(inputs(1)).toEqual(inputs(1));
    expect(inputs(2)).not.toEqual(inputs(1));
  });

  it('is never longer than it may be, differs, and is often still JSON', () => {
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    expect(Math.max(...inputs(3).map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(new Set(inputs(3)).size).toBeGreaterThan(300);
    expect(inputs(3).filter(isJson).length).toBeGreaterThan(100);
  });
});

describe('what makes inputs longer', () => {
  const stock = { corpus: [], words: [Buffer.from('word')] };
  const texts = (input: string, bytes: number) => {
    const chance = new Chance(1);
    return Array.from({ length: 200 }, () =>
      Buffer.from(lengthening(Buffer.from(input), chance, stock)(bytes)).toString('latin1'),
    );
  };

  it('makes each as long as it is told, and no longer, the same for the same seed', () => {
    for (const input of ['', 'a=b\nc', '{"a":[1,{"b":"c"}],"d":{"e":1e2}}']) {
      const lengths = texts(input, 10_000).map(({ length }) => length);
      expect([Math.min(...lengths) > 9000, Math.max(...lengths)]).toEqual([true, 10_000]);
      expect(texts(input, 1000)).toEqual(texts(input, 1000));
    }
  });

  it('repeats items of lists, with numbers and without, members, digits with an odd end, and nests', () => {
    const made = texts('{"list":[{"name":"x"}],"number":10}', 1000);
    for (const form of [
      /"list":\[\{"name":"x0"\},\{"name":"x1"\},/,
      /"list":\[\{"name":"x"\},\{"name":"x"\},/,
      /"0":\[?\{?.*"1":/,
      /"number":1{100,}[^1]+0?\}$/,
      /\[{100,}\{"name":"x"\}\]{100,}/,
    ]) {
      expect(made.filter((text) => form.test(text)).length, String(form)).toBeGreaterThan(0);
    }
  });
});

describe('minimised', () => {
  it('leaves what is needed, and nothing else', async () => {
    const needed = async (input: Uint8Array) => /b.*b/s.test(Buffer.from(input).toString());
    expect(Buffer.from(await minimised(Buffer.from('xxbxxxxxbxxbx'), needed, 1000)).toString()).toBe('bb');
  });

  it('tries no more inputs than it may', async () => {
    let tried = 0;
    await minimised(new Uint8Array(1000), async () => tried++ > 1_000_000, 10);
    expect(tried).toBe(10);
  });
});
