/** The function as the platform loads it, with an answer about its processor time; its configuration is in the environment. */
import { listening } from '../../programs/listening.ts';

await import('../../../../functions/index.ts');
await listening('imagePushed', {
  /** Milliseconds spent so far. */
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
});
