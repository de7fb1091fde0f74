import type { OptionTable } from './options.js';

/** What shells are told of a command. */
export interface CompletedCommand {
  /** One word, or two. */
  readonly name: string;
  readonly summary: string;
  readonly options: OptionTable;
  /** Whether another command may follow `--`. */
  readonly takesCommand: boolean;
}

/** Options whose values are files. */
const takesFile = (value: string | undefined) => value === 'FILE';

/** First words, each with the second words that may follow. */
function firstWords(commands: readonly CompletedCommand[]): Map<string, CompletedCommand[]> {
  const words = new Map<string, CompletedCommand[]>();
  for (const command of commands) {
    const [first = ''] = command.name.split(' ');
    words.set(first, [...(words.get(first) ?? []), command]);
  }
  return words;
}

const hasSecond = ([first, group]: readonly [string, readonly CompletedCommand[]]) => group.some(({ name }) => name !== first);
const second = ({ name }: CompletedCommand) => name.split(' ')[1] ?? '';
/** Texts for shells stand in single quotes. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function bash(commands: readonly CompletedCommand[]): string {
  const words = firstWords(commands);
  const groups = [...words].filter(hasSecond);
  const files = new Set(
    commands.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, { value }]) => (takesFile(value) ? [`--${name}`] : [])),
    ),
  );
  return `# Completion of minimesos for bash.
_minimesos() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words="" index
  COMPREPLY=()
  for ((index = 2; index < COMP_CWORD; index++)); do
    if [[ "\${COMP_WORDS[index]}" == -- ]]; then
      COMPREPLY=($(compgen -c -- "$current") $(compgen -f -- "$current"))
      return
    fi
  done
  case "$previous" in
    ${[...files].join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${quote([...words.keys(), '--help', '--version'].join(' '))} -- "$current"))
    return
  fi
  case "$command" in
${groups.map(([first, group]) => `    ${first})\n      if ((COMP_CWORD == 2)); then COMPREPLY=($(compgen -W ${quote(group.map(second).join(' '))} -- "$current")); return; fi\n      command="$command \${COMP_WORDS[2]}" ;;`).join('\n')}
    help)
      COMPREPLY=($(compgen -W ${quote([...words.keys()].join(' '))} -- "$current"))
      return ;;
    completion)
      COMPREPLY=($(compgen -W 'bash zsh fish' -- "$current"))
      return ;;
  esac
  case "$command" in
${commands.map(({ name, options, takesCommand }) => `    ${quote(name)}) words=${quote([...Object.keys(options).map((option) => `--${option}`), ...(takesCommand ? ['--'] : [])].join(' '))} ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _minimesos minimesos
`;
}

function zsh(commands: readonly CompletedCommand[]): string {
  const words = firstWords(commands);
  const groups = [...words].filter(hasSecond);
  const entry = (name: string, summary: string) => quote(`${name}:${summary.replaceAll(':', '\\:')}`);
  const list = [...words].map(([first, group]) =>
    entry(first, hasSecond([first, group]) ? group.map(({ summary }) => summary).join('; ') : (group[0]?.summary ?? '')),
  );
  const option = (name: string, { value, about, many }: OptionTable[string]) => {
    const text = about.replaceAll(/[[\]\\:]/g, '\\$&');
    const action = value === undefined ? '' : `:${value.replaceAll(':', '\\:')}:${takesFile(value) ? '_files' : ''}`;
    return quote(`${many ? '*' : ''}--${name}${value === undefined ? '' : '='}[${text}]${action}`);
  };
  return `#compdef minimesos
# Completion of minimesos for zsh.
_minimesos() {
  local -a entries
  local command="\${words[2]}"
  if ((CURRENT == 2)); then
    entries=(${list.join(' ')})
    _describe 'command' entries
    return
  fi
  case "$command" in
${groups.map(([first, group]) => `    ${first})\n      if ((CURRENT == 3)); then\n        entries=(${group.map((each) => entry(second(each), each.summary)).join(' ')})\n        _describe 'command' entries\n        return\n      fi\n      command="$command \${words[3]}" ;;`).join('\n')}
    help) entries=(${list.join(' ')}); _describe 'command' entries; return ;;
    completion) _values 'shell' bash zsh fish; return ;;
  esac
  case "$command" in
${commands
  .map(
    ({ name, options, takesCommand }) =>
      `    ${quote(name)}) _arguments ${Object.entries(options)
        .map(([each, definition]) => option(each, definition))
        .join(' ')}${takesCommand ? " '*::command:_normal'" : ''} ;;`,
  )
  .join('\n')}
  esac
}
if [[ "\${funcstack[1]}" == _minimesos ]]; then _minimesos "$@"; else compdef _minimesos minimesos; fi
`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const words = firstWords(commands);
  const groups = [...words].filter(hasSecond);
  const lines = ['# Completion of minimesos for fish.', 'complete -c minimesos -f'];
  for (const [first, group] of words) {
    const summary = hasSecond([first, group]) ? group.map(({ summary }) => summary).join('; ') : (group[0]?.summary ?? '');
    lines.push(`complete -c minimesos -n __fish_use_subcommand -a ${first} -d ${quote(summary)}`);
  }
  for (const [first, group] of groups) {
    const seconds = group.map(second);
    const before = `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${seconds.join(' ')}`;
    for (const each of group)
      lines.push(`complete -c minimesos -n ${quote(before)} -a ${second(each)} -d ${quote(each.summary)}`);
  }
  lines.push(`complete -c minimesos -n '__fish_seen_subcommand_from help' -a ${quote([...words.keys()].join(' '))}`);
  lines.push("complete -c minimesos -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'");
  for (const { name, options } of commands) {
    const when = name
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ');
    for (const [option, { value, about }] of Object.entries(options)) {
      const kind = value === undefined ? '' : takesFile(value) ? ' -r -F' : ' -x';
      lines.push(`complete -c minimesos -n ${quote(when)} -l ${option}${kind} -d ${quote(about)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The scripts that make shells complete these commands. */
export const scripts: Readonly<Record<'bash' | 'zsh' | 'fish', (commands: readonly CompletedCommand[]) => string>> = {
  bash,
  zsh,
  fish,
};
