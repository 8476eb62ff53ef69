import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { LIMITED, type ContractRequest, type ContractServer } from '../support/sandbox-contract-server.ts';
import { describeContract } from '../support/sandbox-contract.ts';
import { ROLLOUTS } from '../support/sandbox-workloads.ts';

const ADMIN = { username: 'admin', groups: ['system:masters'] };
const NOBODY = { username: 'nobody@example.com', rights: [] };

async function sandboxUnderTest(): Promise<ContractServer> {
  const sandbox = await startSandbox({
    users: { admin: ADMIN, nobody: NOBODY, limited: LIMITED },
    imageOnlyPolicy: LIMITED.username,
    resources: [ROLLOUTS],
  });
  const sendAs =
    (good: string): ContractServer['send'] =>
    async (path, { token = good, headers, body, ...request }: ContractRequest = {}) => {
      const response = await fetch(sandbox.url + path, {
        ...request,
        headers: { ...headers, authorization: `Bearer ${token}` },
        // To a text `fetch` adds a content type, and to bytes none.
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    };
  return {
    admin: ADMIN.username,
    send: sendAs('admin'),
    create: (object) => Promise.resolve(sandbox.put(object)),
    forbiddenUser: NOBODY.username,
    sendForbidden: sendAs('nobody'),
    sendLimited: sendAs('limited'),
    expireContinueTokens: () => {
      sandbox.expireContinueTokens();
      return Promise.resolve();
    },
    close: () => sandbox.close(),
  };
}

describeContract('the sandbox keeps the contract of the API server', sandboxUnderTest);
