/** What would help when TLS fails, by the codes of Node and OpenSSL. */
import type { SystemError } from '../base/errors.ts';

const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** @param where The address, as `host:port`. */
export function tlsAdvice({ code }: SystemError, where: string): string | undefined {
  if (UNTRUSTED.has(code)) {
    return `nobody who is trusted vouches for the certificate of ${where}: name the file of who does with cafile in [supervisorctl]`;
  }
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of ${where} is for other names: use one of them in serverurl, or -s`;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return `the certificate of ${where} is not valid now: renew it, or set the clock`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `${where} does not speak TLS: use http:// in serverurl, or give the server a certificate`;
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
    case 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE':
    case 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA':
    case 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE':
      return `${where} wants a certificate that its client_ca vouches for: set certificate and key in [supervisorctl]`;
    default:
      return undefined;
  }
}
