// The API with its peers and registries recorded, by one recorder or several.
import type { Recorder, RecordingInspector } from '../../recording/recorder.js';
import type { Api } from '../api.js';

/** Each peer is known by its user's name. */
export function recordedBy(recorder: Recorder, api: Api): Api {
  return {
    ...api,
    createPeer: (options) => api.createPeer({ ...options, inspect: both(options.inspect, recorder.inspectorOf(options.name)) }),
    createRegistry: (options) => api.createRegistry({ ...options, inspect: both(options.inspect, recorder.inspectorOf('registry')) }),
  };
}

type Inspector = NonNullable<Parameters<Api['createPeer']>[0]['inspect']>;

/** The inspector that was there before is shown everything too. */
function both(other: Inspector | undefined, own: RecordingInspector): Inspector {
  if (!other) return own;
  const look = (event: Parameters<RecordingInspector>[0]): void => {
    other(event);
    own(event);
  };
  return Object.assign(look, {
    answered: (name: string, answer: number | boolean | string) => {
      other.answered?.(name, answer);
      own.answered(name, answer);
    },
  });
}
