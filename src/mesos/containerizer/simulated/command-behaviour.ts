import type { TaskBehaviour } from '../../tasks/task-behaviour.js';
import type { CommandInfo } from '../../wire/messages.js';
import type { CommandPurpose } from '../command-spawner.js';

/** What a command says of its own duration and end, where it is one that tests often use: `sleep 10`, `true`, `false`, `exit 3`. */
export function commandBehaviour({
  value = '',
  shell = true,
  arguments: list = [],
}: CommandInfo): Pick<TaskBehaviour, 'runsFor' | 'exits'> | undefined {
  const text = (shell ? value : [value, ...list.slice(1)].join(' ')).trim();
  const seconds = /^(?:\/bin\/)?sleep (\d+(?:\.\d+)?)$/.exec(text)?.[1];
  if (seconds !== undefined) return { runsFor: [Number(seconds) * 1000, Number(seconds) * 1000], exits: 0 };
  if (/^(?:\/bin\/)?true$/.test(text)) return { runsFor: [0, 0], exits: 0 };
  if (/^(?:\/bin\/)?false$/.test(text)) return { runsFor: [0, 0], exits: 1 };
  const code = /^exit (\d{1,3})$/.exec(text)?.[1];
  return code === undefined ? undefined : { runsFor: [0, 0], exits: Number(code) & 0xff };
}

/** Tells for which commands a behaviour is meant. */
export function behaviourFilter(behaviour: TaskBehaviour): (purpose: CommandPurpose) => boolean {
  const { task, name, framework, command } = behaviour;
  const wanted = [task, name, framework, command].map((pattern) => (pattern === undefined ? undefined : globOf(pattern)));
  return (purpose) => {
    const texts = [purpose.task?.task_id.value, purpose.task?.name, purpose.framework?.name, purpose.command.value];
    return wanted.every((matches, index) => matches === undefined || matches(texts[index] ?? ''));
  };
}

/**
 * Tells which texts are like a pattern in which `*` stands for anything. Each takes the least that it can: if there is a way to match,
 * that is one, and no other has to be tried.
 */
function globOf(pattern: string): (text: string) => boolean {
  const [begin = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return (text) => text === pattern;
  return (text) => {
    if (!text.startsWith(begin)) return false;
    let at = begin.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - end.length >= at && text.endsWith(end);
  };
}
