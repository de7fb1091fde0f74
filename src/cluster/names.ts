import type { Random } from '../mesos/process/random.js';

const ADJECTIVES =
  'amber brave brisk calm clear cosy deft eager early fair fleet fresh gentle glad golden green happy keen kind light lively lucky mellow merry mild neat noble proud quick quiet rapid ready silver smart snug solid steady sunny swift tidy vivid warm wise witty';
const ANIMALS =
  'badger beaver bison crane curlew dipper dove eagle egret falcon ferret finch fox gecko hare heron ibis jay kestrel kite lark lemur linnet lynx marten merlin mole newt oriole osprey otter owl petrel plover puffin raven robin seal shrew stoat stork swan swift tern thrush vole wren';

const pick = (words: string, random: Random): string => {
  const list = words.split(' ');
  return list[Math.floor(random.number() * list.length)] as string;
};

const words = (random: Random): string => `${pick(ADJECTIVES, random)}-${pick(ANIMALS, random)}`;

/** A name that people can read and say, such as `brisk-otter`, and that is none of those taken: for where all that are taken are known. */
export function readableName(random: Random, isTaken: (name: string) => boolean): string {
  const name = words(random);
  if (!isTaken(name)) return name;
  const numbered = (number: number): string => (isTaken(`${name}-${number}`) ? numbered(number + 1) : `${name}-${number}`);
  return numbered(2);
}

/**
 * A name such as `brisk-otter-4821`: for where other processes make up names, too, which have to differ on what they share, an engine
 * of Docker. With words alone, one of a hundred runs of seven clusters at once would have two of the same name.
 */
export function distinctName(random: Random, isTaken: (name: string) => boolean): string {
  const name = `${words(random)}-${Math.floor(1000 + random.number() * 9000)}`;
  return isTaken(name) ? distinctName(random, isTaken) : name;
}
