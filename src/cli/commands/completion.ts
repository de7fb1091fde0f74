import { type Command, defineCommand } from '../command.js';
import { commands } from '../commands.js';
import { type CompletedCommand, scripts } from '../completion-scripts.js';
import { EXIT } from '../exit-codes.js';
import { readChoice } from '../values.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `minimesos completion SHELL` */
export const completion: Command = defineCommand({
  name: 'completion',
  about:
    'Prints what a shell needs to complete the commands and options of minimesos.\n' +
    'bash: add to ~/.bashrc:  source <(minimesos completion bash)\n' +
    'zsh:  add to ~/.zshrc, after compinit:  source <(minimesos completion zsh)\n' +
    'fish: minimesos completion fish > ~/.config/fish/completions/minimesos.fish',
  arguments: [{ name: 'SHELL', about: 'bash, zsh or fish' }],
  options: {},
  async run({ stdout }, { arguments: [shell = ''] }) {
    const chosen = readChoice('minimesos completion', shell, SHELLS);
    const completed = await Promise.all(
      Object.entries(commands).map(async ([name, { summary, load }]): Promise<CompletedCommand> => {
        const { options, rest } = await load();
        return { name, summary, options, takesCommand: rest !== undefined };
      }),
    );
    stdout.write(scripts[chosen](completed));
    return EXIT.ok;
  },
});
