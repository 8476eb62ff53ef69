/** The words of the image updater: whether it takes them, and for commands that run on what they read before they begin. */
import type { Command } from 'commander';
import { readOptionalConfig, requireConfig } from '../../../lib/cli/config-source.ts';
import { openProgram } from '../../../lib/cli/program.ts';
import { parseReplayRequest } from '../../../lib/cli/replay/replay-request.ts';
import { selectSubscriptions } from '../../../lib/cli/subscribe/subscriptions.ts';
import type { Environment } from '../../../lib/core/environment.ts';
import { objectOr } from '../../../lib/core/text/json.ts';

/** What commander read. */
export interface ReadCommand {
  readonly name: string;
  readonly names: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Undefined where it is asked for help. Throws commander's error where the command line would not take these words. */
export function readCommand(words: readonly string[]): ReadCommand | undefined {
  if (words.includes('--help')) return undefined;
  const program = openProgram();
  let read: ReadCommand | undefined;
  const listen = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.commands.forEach(listen);
    if (command.commands.length > 0) return;
    command.action(() => {
      read = { name: command.name(), names: command.args, options: objectOr(command.opts()) };
    });
  };
  listen(program);
  program.parse(words, { from: 'user' });
  return read;
}

/** Whether it runs until a signal, or waits for messages that nobody sends here. */
export function runsOn({ name, options }: ReadCommand): boolean {
  const serves = name === 'subscribe' || name === 'serve' || (name === 'demo' && options['keep'] === true);
  return serves || options['deadLetters'] !== undefined;
}

/** Throws what it would say of its words and its configuration before it begins. */
export function checkBeginning({ name, names, options }: ReadCommand, environment: Environment): void {
  let said = '';
  const context = { environment, note: (text: string) => void (said += text) };
  const text = (key: string): string | undefined =>
    typeof options[key] === 'string' ? options[key] : undefined;
  const refuse = (why: string): never => {
    throw new Error(`${why}${said}`);
  };
  if (name === 'demo') return;
  if (name === 'replay') {
    const found = readOptionalConfig(text('config'), context) ?? refuse('');
    const request = parseReplayRequest({ ...options, image: names[0] }, found.config?.pubsub);
    if ('invalid' in request) refuse(request.invalid);
    return;
  }
  const config = requireConfig(text('config'), context) ?? refuse('');
  if (name !== 'subscribe') return;
  const selection = selectSubscriptions(names, text('topic'), config.pubsub.subscriptions);
  if ('invalid' in selection) refuse(selection.invalid);
}
