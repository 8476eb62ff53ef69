import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { REASONS, type ErrorReason } from '../../../lib/core/errors/reason.ts';
import { errorCode, connectionError } from '../../../lib/kubernetes/client/connection-error.ts';
import type { Tls } from '../../../lib/kubernetes/client/connection.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { authority, selfSigned, type Certified } from '../../support/tls-certificate.ts';
import { freePort } from '../../support/free-ports.ts';
import { whileListening, withHttp, withTcp } from '../../support/local-server.ts';
import { answering, GET, over } from '../../support/loopback.ts';
import { rejectsWith } from '../../support/rejects-with.ts';

const CA = authority();
const SERVED = CA.issue('cluster.test');

/** Serves HTTPS with this certificate while `use` runs. */
function withTls<T>(certified: Certified, use: (server: URL) => Promise<T>): Promise<T> {
  const server: Server = createServer({ ...certified }, answering(200, {}));
  return whileListening(server, use, 'https');
}

/** The fault of a request there, after the connection was given so long. */
function faultAt(reason: ErrorReason, server: URL, tls: Tls = {}, connectMs = 5_000): Promise<UpdaterError> {
  return over({ server, tls }, (transport) => rejectsWith(reason, transport.json(GET)), { connectMs });
}

describe('a certificate', () => {
  const YEAR = new Date().getUTCFullYear();
  const NEXT_YEAR = new Date(Date.UTC(YEAR + 1, 0, 2));
  const LAST_YEAR = new Date(Date.UTC(YEAR - 1, 0, 1));

  it('of the given CA is accepted', () =>
    withTls(SERVED, async (server) => {
      const { status } = await over({ server, tls: { ca: CA.cert } }, (transport) => transport.json(GET));
      assert.equal(status, 200);
    }));

  const refusals: readonly {
    readonly which: string;
    readonly served: Certified;
    readonly tls: Tls;
    readonly reason: ErrorReason;
    readonly code: string;
  }[] = [
    {
      which: 'that has ended',
      served: CA.issue('cluster.test', { until: LAST_YEAR }),
      tls: { ca: CA.cert },
      reason: 'ExpiredCertificate',
      code: 'CERT_HAS_EXPIRED',
    },
    {
      which: 'that is not valid yet',
      served: CA.issue('cluster.test', { from: NEXT_YEAR }),
      tls: { ca: CA.cert },
      reason: 'ExpiredCertificate',
      code: 'CERT_NOT_YET_VALID',
    },
    {
      which: 'for another name',
      served: CA.issue('x', { host: 'other.test' }),
      tls: { ca: CA.cert },
      reason: 'WrongCertificateName',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    },
    {
      which: 'for another name than `tls-server-name`',
      served: SERVED,
      tls: { ca: CA.cert, servername: 'kubernetes.test' },
      reason: 'WrongCertificateName',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    },
    {
      which: 'signed by itself',
      served: selfSigned(),
      tls: { ca: CA.cert },
      reason: 'UntrustedCertificate',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    },
    {
      which: 'of a cluster’s CA, where public ones are expected',
      served: SERVED,
      tls: {},
      reason: 'UntrustedCertificate',
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    },
    {
      which: 'of a CA of the same name, as of a cluster that was created again',
      served: authority().issue('cluster.test'),
      tls: { ca: CA.cert },
      reason: 'UntrustedCertificate',
      code: 'CERT_SIGNATURE_FAILURE',
    },
    {
      which: 'that brings its own unknown CA along',
      served: { ...SERVED, cert: `${SERVED.cert}${CA.cert}` },
      tls: { ca: selfSigned().cert },
      reason: 'UntrustedCertificate',
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
    },
  ];
  for (const { which, served, tls, reason, code } of refusals) {
    it(`${which} is ${reason}`, () =>
      withTls(served, async (server) => {
        const { message, cause } = await faultAt(reason, server, tls);
        assert.ok(message.includes(`${server.origin}/apis/x`) && message.includes(code), message);
        assert.equal(errorCode(cause), code);
      }));
  }

  it('for another name is told by its names', () =>
    withTls(CA.issue('x', { host: 'other.test' }), async (server) => {
      const { message } = await faultAt('WrongCertificateName', server, { ca: CA.cert });
      assert.ok(message.includes('DNS:other.test'), message);
    }));
});

describe('a public certificate', () => {
  const PUBLIC = authority();
  const before = getCACertificates('default');

  beforeEach(() => setDefaultCACertificates([PUBLIC.cert]));
  afterEach(() => setDefaultCACertificates(before));

  it('is taken where no CA is given', () =>
    withTls(PUBLIC.issue('cluster.test'), async (server) => {
      assert.equal((await over(server, (transport) => transport.json(GET))).status, 200);
    }));

  it('is not taken where a cluster’s CA is expected', () =>
    withTls(PUBLIC.issue('cluster.test'), async (server) => {
      await faultAt('UntrustedCertificate', server, { ca: CA.cert });
    }));

  it('does not have a cluster’s own taken as well', () =>
    withTls(SERVED, async (server) => {
      await faultAt('UntrustedCertificate', server);
    }));
});

describe('a server', () => {
  it('that nobody listens at is Unreachable', async () => {
    for (const scheme of ['http', 'https'])
      await faultAt('Unreachable', new URL(`${scheme}://127.0.0.1:${await freePort()}`));
  });

  it('whose name does not exist is NoSuchHost', async () => {
    for (const scheme of ['http', 'https']) {
      const { message } = await faultAt('NoSuchHost', new URL(`${scheme}://cluster.invalid`));
      assert.ok(message.includes('cluster.invalid'), message);
    }
  });

  it('that speaks plain HTTP where TLS is expected is UnexpectedAnswer', () =>
    withHttp(answering(200, {}), async ({ host }) => {
      await faultAt('UnexpectedAnswer', new URL(`https://${host}`));
    }));

  it('that speaks TLS where plain HTTP is expected, and hangs up, is Unreachable', () =>
    withTls(SERVED, async ({ host }) => {
      await faultAt('Unreachable', new URL(`http://${host}`));
    }));

  it('that speaks another protocol is UnexpectedAnswer', () =>
    withTcp(
      (socket) => void socket.end('SSH-2.0-OpenSSH_9\r\n'),
      async ({ host }) => {
        for (const scheme of ['http', 'https'])
          await faultAt('UnexpectedAnswer', new URL(`${scheme}://${host}`));
      },
    ));

  it('that takes the connection and never speaks TLS is ConnectTimeout', () =>
    withTcp(
      () => undefined,
      async ({ host }) => {
        await faultAt('ConnectTimeout', new URL(`https://${host}`), {}, 50);
      },
    ));

  it('that hangs up in the middle of the handshake is Unreachable', () =>
    withTcp(
      (socket) => void socket.once('data', () => socket.destroy()),
      async ({ host }) => {
        await faultAt('Unreachable', new URL(`https://${host}`));
      },
    ));
});

describe('a connection fault', () => {
  it('stays the fault that it is', () => {
    const fault = new UpdaterError('Timeout', 'late');
    assert.equal(connectionError(fault, 'GET /x'), fault);
  });

  for (const [code, reason] of [
    ['EAI_AGAIN', 'NoSuchHost'],
    ['ECONNRESET', 'Unreachable'],
    ['EHOSTUNREACH', 'Unreachable'],
    ['HPE_INVALID_CONSTANT', 'UnexpectedAnswer'],
    ['constructor', 'Unreachable'],
  ] as const) {
    it(`of the code ${code} is ${reason}`, () => {
      const fault = connectionError(Object.assign(new Error('x'), { code }), 'GET /x');
      assert.equal(fault.reason, reason);
      assert.ok(fault.message.includes('GET /x') && fault.message.includes(code));
    });
  }

  it('shows nothing of a certificate that a terminal would act on', () => {
    const cert = { subjectaltname: 'DNS:\u001b[2J' };
    const error = Object.assign(new Error('x'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID', cert });
    assert.ok(!connectionError(error, 'GET /x').message.includes('\u001b'));
  });

  it('of each reason has a remedy of its own', () => {
    const reasons = [
      'NoSuchHost',
      'Unreachable',
      'ConnectTimeout',
      'ExpiredCertificate',
      'WrongCertificateName',
      'UntrustedCertificate',
      'UnexpectedAnswer',
    ] as const;
    assert.equal(new Set(reasons.map((reason) => REASONS[reason].remedy)).size, reasons.length);
  });
});

describe('the code of an error', () => {
  for (const [thrown, code] of [
    [Object.assign(new Error('x'), { code: 'EPIPE' }), 'EPIPE'],
    [Object.assign(new Error('x'), { code: 7 }), 'Error'],
    [new TypeError('x'), 'TypeError'],
    ['a text', 'no code'],
  ] as const)
    it(`of ${String(thrown)} is ${code}`, () => assert.equal(errorCode(thrown), code));
});
