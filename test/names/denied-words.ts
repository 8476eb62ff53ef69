/** Words that occur in neither code nor comments of lib and functions: each hid what it meant. */

export interface DeniedWord {
  readonly word: string;
  /** What to write instead, or to choose from. */
  readonly instead: string;
  /** Files that may have the word, each with the reason. */
  readonly except: Readonly<Record<string, string>>;
}

const ELSEWHERE = 'changed by another branch';

export const DENIED_WORDS: readonly DeniedWord[] = [
  { word: 'surroundings', instead: 'context, options, environment', except: {} },
  {
    word: 'bits',
    instead: 'digest, content',
    except: {
      'lib/kubernetes/protobuf/wire.ts': 'bits of a number',
      'lib/core/event/push.ts': ELSEWHERE,
      'lib/core/plan/decide.ts': ELSEWHERE,
      'lib/core/workload/applied-state.ts': ELSEWHERE,
      'lib/logging/report-entries.ts': ELSEWHERE,
    },
  },
  { word: 'heeded', instead: 'honoured, acceptedAt', except: { 'lib/pubsub/publisher.ts': ELSEWHERE } },
  {
    word: 'oddities',
    instead: 'invalid objects, samples',
    except: {
      'lib/kubernetes/list/list-workloads.ts': ELSEWHERE,
      'lib/kubernetes/list/workload-gathering.ts': ELSEWHERE,
    },
  },
  { word: 'mends', instead: 'fixes', except: {} },
];
