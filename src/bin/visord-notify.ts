/**
 * `visord-notify`: an event listener that tells people of programs that gave up or crashed.
 *
 * The launcher in `bin/` calls it with its own name as typed, the soft limit of descriptors that it
 * was given (a number or `unlimited`), then the arguments.
 */
import './sigusr1.ts';
import { hostname } from 'node:os';
import { isEvent } from '../kit/event.ts';
import { listen } from '../kit/listener.ts';
import { messageJson, messageMail, type Notice, notice } from '../kit/notice.ts';
import { Outbox } from '../kit/outbox.ts';
import { isSelected } from '../kit/selection.ts';
import { postJson } from '../kit/webhook.ts';
import { systemClock } from '../os/system-clock.ts';
import { createCommands, errorLine, runListener } from './listener-command.ts';
import { type NotifyCommandLine, parseNotifyFlags, VISORD_NOTIFY } from './visord-notify-flags.ts';

type Deliver = (notices: readonly Notice[], dropped: number) => Promise<void>;

async function run(line: NotifyCommandLine, openFiles: number | undefined): Promise<void> {
  const sender = { host: hostname(), server: 'supervisor' };
  const deliveries = [
    ...(line.webhook === undefined ? [] : [toWebhook(line.webhook)]),
    ...(line.mail === undefined ? [] : [byMail(line.mail)]),
  ];
  const outboxes = deliveries.map(({ name, deliver }) => {
    const complain = (error: unknown, isGivenUp: boolean) =>
      errorLine(`visord-notify: ${name}: ${messageOf(error)}${isGivenUp ? '; given up' : ''}`);
    return new Outbox<Notice>({ ...line.limits, clock: systemClock, deliver, complain });
  });
  await listen((event) => {
    sender.server = event.server;
    if (!isEvent(event, 'PROCESS_STATE') || !isSelected(event, line.selection)) return;
    for (const outbox of outboxes) outbox.add(notice(event, systemClock.wall()));
  });
  await Promise.all(outboxes.map((outbox) => outbox.close()));

  function toWebhook(url: URL): { name: string; deliver: Deliver } {
    const deliver: Deliver = (notices, dropped) =>
      postJson(url, messageJson(notices, dropped, sender), line.timeoutMs);
    return { name: 'webhook', deliver };
  }

  function byMail(addresses: { to: string; from: string | undefined }): {
    name: string;
    deliver: Deliver;
  } {
    const commands = createCommands(openFiles);
    const deliver: Deliver = (notices, dropped) =>
      commands.run(
        line.sendmail,
        messageMail(addresses, notices, { dropped, sender }),
        line.timeoutMs,
      );
    return { name: 'mail', deliver };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

runListener({ command: VISORD_NOTIFY, parse: parseNotifyFlags, run });
