/** `help`, or `?`: the list of commands, and how each of them is typed. */
import type { Command } from '../command.ts';
import { commandHelp, topicList } from '../help-text.ts';

export const help: Command = {
  name: 'help',
  summary: 'Show the commands, or how to use one of them',
  args: [{ kind: 'command', optional: true }],
  forms: [
    ['help', 'Show the names of all commands'],
    ['help <command>', 'Show how a command is typed'],
  ],
  upcheck: false,
  run(ctl, words) {
    const topic = words.join(' ');
    const command = ctl.commands.find(({ name, forms }) => name === topic && forms.length > 0);
    const lines =
      topic === ''
        ? topicList(ctl.commands)
        : command === undefined
          ? [`*** No help on ${topic}`]
          : commandHelp(command);
    for (const line of lines) ctl.output.line(line);
  },
};
