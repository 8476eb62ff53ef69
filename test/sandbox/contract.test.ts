import { startSandbox } from '../../lib/sandbox/server.ts';
import { describeContract, type ContractServer } from './contract.ts';
import { ROLLOUTS } from './workloads.ts';

const TOKEN = 'good';
const FORBIDDEN = 'nobody@example.com';

async function sandboxUnderTest(): Promise<ContractServer> {
  const sandbox = await startSandbox({ tokens: [TOKEN], resources: [ROLLOUTS] });
  const send: ContractServer['send'] = async (path, { token = TOKEN, headers, ...request } = {}) => {
    const response = await fetch(sandbox.url + path, {
      ...request,
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    send,
    create: (object) => Promise.resolve(sandbox.put(object)),
    forbiddenUser: FORBIDDEN,
    sendForbidden: async (path, request) => {
      sandbox.fail({ fault: { type: 'forbidden', user: FORBIDDEN } });
      const answer = await send(path, request);
      sandbox.heal();
      return answer;
    },
    expireContinueTokens: () => {
      sandbox.expireContinueTokens();
      return Promise.resolve();
    },
    close: () => sandbox.close(),
  };
}

describeContract('the sandbox keeps the contract of the API server', sandboxUnderTest);
