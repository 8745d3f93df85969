/** Certificates for servers of a test, made by openssl, and what a server shows who connects. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, renameSync } from 'node:fs';
import tls from 'node:tls';
import type { Rig } from './rig.ts';

/** Paths of PEM files. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate of its own for this machine, valid for a day. */
export function makeCertificate(
  rig: Rig,
  name: string,
  commonName = 'localhost',
): CertificateFiles {
  const files = { certificate: rig.path(`${name}.pem`), key: rig.path(`${name}.key`) };
  const subject = [
    '-subj',
    `/CN=${commonName}`,
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const output = ['-keyout', files.key, '-out', files.certificate];
  execFileSync('openssl', ['req', '-x509', ...curve, '-days', '1', ...subject, ...output], {
    stdio: 'ignore',
  });
  return files;
}

/** Puts these files into the place of others, as those do who renew certificates. */
export function installCertificate(from: CertificateFiles, to: CertificateFiles): void {
  for (const file of ['key', 'certificate'] as const) {
    copyFileSync(from[file], `${to[file]}.new`);
    renameSync(`${to[file]}.new`, to[file]);
  }
}

/** What the server shows that has connected, and whether it is let in. */
export function fingerprint(port: number, options: tls.ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
  });
}
