/** A property list of launchd, the init system of macOS. */
import { pathFor, STOP_SECONDS, type UnitFacts } from './unit.ts';

export const LABEL = 'visord.supervisord';

export function launchdPlist(facts: UnitFacts): string {
  const { command, config, flags, user, nodeFolder, remarks } = facts;
  const words = [command, '-n', '-c', config, ...flags];
  const path = `  <key>EnvironmentVariables</key>
  <dict>
    <key>PATH</key>
    ${text(pathFor(facts))}
  </dict>
`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!--
${remarks.map((line) => `  ${line.replaceAll('--', '- -')}`.trimEnd()).join('\n')}
-->
<plist version="1.0">
<dict>
  <key>Label</key>
  ${text(LABEL)}
  <key>ProgramArguments</key>
  <array>
${words.map((word) => `    ${text(word)}\n`).join('')}  </array>
${user === undefined ? '' : `  <key>UserName</key>\n  ${text(user)}\n`}${nodeFolder === undefined ? '' : path}  <key>RunAtLoad</key>
  <true/>
  <!-- It is started again unless it has ended by itself, without an error. -->
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <!-- It stops its programs first, which takes as long as their stopwaitsecs. -->
  <key>ExitTimeOut</key>
  <integer>${STOP_SECONDS}</integer>
</dict>
</plist>
`;
}

function text(value: string): string {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<string>${escaped}</string>`;
}
