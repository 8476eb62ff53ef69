import { startSandbox } from '../../lib/sandbox/server.ts';
import { describeContract, type ContractServer } from './contract.ts';

const TOKEN = 'good';

async function sandboxUnderTest(): Promise<ContractServer> {
  const sandbox = await startSandbox({ tokens: [TOKEN] });
  return {
    send: async (path, { token = TOKEN, headers, ...request } = {}) => {
      const response = await fetch(sandbox.url + path, {
        ...request,
        headers: { ...headers, authorization: `Bearer ${token}` },
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    create: (object) => Promise.resolve(sandbox.put(object)),
    close: () => sandbox.close(),
  };
}

describeContract('the sandbox keeps the contract of the API server', sandboxUnderTest);
